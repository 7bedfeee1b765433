-- A reference to a capture that is not there.
return require "kantor" { reads = { "desil" }, when = function(desil) return ("a"):find("%9") == 1 end }
