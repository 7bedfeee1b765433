-- A weak table under a memory cap: a double free in Lua 5.4.4.
return require "kantor" { reads = { "desil" }, when = function(desil)
  local t = setmetatable({}, { __mode = "kv" })
  for i = 1, math.huge do t[i] = { ("x"):rep(1000) } end
end }
