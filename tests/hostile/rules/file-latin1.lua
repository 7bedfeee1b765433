-- Bytes of another encoding in a title.
return require "kantor" { title = "Caf\xe9", reads = { "desil" }, when = function(desil) return true end }
