-- A table is no text.
return require "kantor" { reads = { "desil" }, when = function(desil) return "x" .. {} end }
