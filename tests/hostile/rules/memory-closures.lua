-- Closures that hold closures.
return require "kantor" { reads = { "desil" }, when = function(desil)
  local f = function() end
  while true do local g, h, i = f, {}, {} f = function() return g, h, i end end
end }
