-- The loop is in the points.
return require "kantor" { priority = {
  score { "tamu", reads = { "desil" }, range = { 0, 10 }, points = function(desil) while desil do end return 1 end },
} }
