-- A counter in a module that others require too.
local m = require "pencacah"
return require "kantor" { reads = { "desil" }, when = function(desil) return m.count() < 4 end }
