-- Millions of keys.
return require "kantor" { reads = { "desil" }, when = function(desil)
  local t = {}
  for i = 1, math.huge do t["kunci" .. i] = i end
end }
