-- A title of 100,000 letters.
local s = ("x"):rep(50000)
return require "kantor" { title = s .. s, reads = { "desil" }, when = function(desil) return true end }
