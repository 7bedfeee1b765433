-- Tail calls use no stack.
local function f(n) return f(n) end
return require "kantor" { reads = { "desil" }, when = function(desil) return f(desil) end }
