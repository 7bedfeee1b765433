-- %f without a set.
return require "kantor" { reads = { "desil" }, when = function(desil) return ("a"):find("%fa") == 1 end }
