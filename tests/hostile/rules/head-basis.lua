-- A table where a text belongs.
return require "kantor" { basis = { {} }, reads = { "desil" }, when = function(desil) return true end }
