-- A numeric for as long as integers are.
return require "kantor" { reads = { "desil" }, when = function(desil)
  for i = 1, math.maxinteger do desil = i end
  return true
end }
