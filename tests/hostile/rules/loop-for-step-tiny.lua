-- A step that does not move a float.
return require "kantor" { reads = { "desil" }, when = function(desil)
  for x = 1e17, 1e17 + 100, 1 do desil = x end
  return true
end }
