-- A set without its end.
return require "kantor" { reads = { "desil" }, when = function(desil) return ("a"):find("[a") == 1 end }
