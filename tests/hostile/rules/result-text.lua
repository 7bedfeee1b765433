-- "false" is a text.
return require "kantor" { reads = { "desil" }, when = function(desil) return "false" end }
