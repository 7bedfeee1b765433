-- Chance.
return require "kantor" { reads = { "desil" }, when = function(desil) return math.random() < 0.5 end }
