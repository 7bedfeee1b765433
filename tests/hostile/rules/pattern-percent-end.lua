-- A pattern that ends in %.
return require "kantor" { reads = { "desil" }, when = function(desil) return ("a"):find("a%") == 1 end }
