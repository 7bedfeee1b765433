-- A for over floats with an infinite end.
return require "kantor" { reads = { "desil" }, when = function(desil)
  for i = 1.0, math.huge do desil = i end
  return true
end }
