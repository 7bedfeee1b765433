-- An id longer than a line.
return require "kantor" { id = ("a"):rep(5000), reads = { "desil" }, when = function(desil) return true end }
