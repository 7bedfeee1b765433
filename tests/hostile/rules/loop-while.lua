-- A function that never comes back.
return require "kantor" { reads = { "desil" }, when = function(desil)
  while desil do end
  return true
end }
