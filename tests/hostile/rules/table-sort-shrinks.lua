-- The comparison empties the list under the sort.
return require "kantor" { reads = { "desil" }, when = function(desil)
  local t = {}
  for i = 1, 100 do t[i] = 100 - i end
  table.sort(t, function(a, b) for i = 1, 100 do t[i] = nil end return a < b end)
  return #t <= 100
end }
