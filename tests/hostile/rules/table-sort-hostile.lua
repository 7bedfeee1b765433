-- A comparison that contradicts itself: the list is in some order, and the call ends.
return require "kantor" { reads = { "desil" }, when = function(desil)
  local t, flip = {}, false
  for i = 1, 200 do t[i] = (i * 7919) % 211 end
  table.sort(t, function() flip = not flip return flip end)
  return #t == 200
end }
