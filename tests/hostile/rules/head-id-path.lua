-- An id that is a path.
return require "kantor" { id = "../../tamu", reads = { "desil" }, when = function(desil) return true end }
