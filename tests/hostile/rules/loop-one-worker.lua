-- Only one group of workers starts the loop; the others have their answer.
return require "kantor" { reads = { "desil" }, when = function(desil)
  while desil == 3 do end
  return true
end }
