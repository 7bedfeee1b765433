-- Long, but within the limit: an answer like any other.
return require "kantor" { reads = { "desil" }, when = function(desil)
  local n = 0
  for i = 1, 200000 do n = n + i % desil end
  return n >= 0
end }
