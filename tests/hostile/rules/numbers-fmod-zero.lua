-- fmod by zero.
return require "kantor" { reads = { "desil" }, when = function(desil) return math.fmod(desil, 0) == 0 end }
