-- What is there, by walking all of it.
local n = 0
for _ in pairs(_ENV) do n = n + 1 end
return require "kantor" { reads = { "desil" }, when = function(desil) return n >= 0 end }
