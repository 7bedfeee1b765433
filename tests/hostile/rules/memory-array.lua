-- A list that grows.
return require "kantor" { reads = { "desil" }, when = function(desil)
  local t, s = {}, ("x"):rep(500)
  for i = 1, math.huge do t[i] = s .. i end
end }
