-- Each call hands on more arguments than the last.
local function f(...) return f(1, 2, 3, 4, 5, 6, 7, 8, ...) end
return require "kantor" { reads = { "desil" }, when = function(desil) return f(desil) end }
