-- A replacement with a wrong %.
return require "kantor" { reads = { "desil" }, when = function(desil) return ("a"):gsub("a", "%z") == "" end }
