-- Minus nothing is nothing: allowed.
return require "kantor" { priority = {
  score { "tamu", reads = { "desil" }, range = { 0, 10 }, points = function(desil) return -0.0 * desil end },
} }
