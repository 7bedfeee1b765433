-- A float that is no integer.
return require "kantor" { reads = { "desil" }, when = function(desil) return 2 ^ 63 | desil == 0 end }
