-- Bytes that are no text.
return require "kantor" { reads = { "desil" }, when = function(desil) error("\xff\xfe\xc0\x80") end }
