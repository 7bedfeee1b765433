-- Outside the range that the rule itself declares.
return require "kantor" { priority = {
  score { "tamu", reads = { "desil" }, range = { 0, 10 }, points = function(desil) return 11 end },
} }
