-- Values that would go to the wrong names.
return require "kantor" { reads = { "umur", "desil" }, when = function(desil, umur) return desil < umur end }
