-- A shift wider than an integer.
return require "kantor" { reads = { "desil" }, when = function(desil) return desil << 64 == 0 and desil >> -64 == 0 end }
