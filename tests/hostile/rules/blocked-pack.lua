-- Bytes as numbers.
return require "kantor" { reads = { "desil" }, when = function(desil) return string.pack("i16", 1) == "" end }
