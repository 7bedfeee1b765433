-- A table outside the function that holds itself.
local t = { n = 1 }
t.self = t
return require "kantor" { reads = { "desil" }, when = function(desil) return t.self.self.self.n == desil end }
