-- No id.
return require "kantor" { id = "", reads = { "desil" }, when = function(desil) return true end }
