-- Recursion without an end.
local function f(n) return 1 + f(n + 1) end
return require "kantor" { reads = { "desil" }, when = function(desil) return f(desil) > 0 end }
