-- Everything is less than everything.
return require "kantor" { reads = { "desil" }, when = function(desil)
  local t = {}
  for i = 1, 1000 do t[i] = -i end
  table.sort(t, function() return true end)
  return #t == 1000
end }
