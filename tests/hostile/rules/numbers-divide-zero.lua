-- Whole division by zero.
return require "kantor" { reads = { "desil" }, when = function(desil) return desil // 0 > 1 end }
