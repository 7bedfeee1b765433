-- "5" is a text.
return require "kantor" { priority = {
  score { "tamu", reads = { "desil" }, range = { 0, 10 }, points = function(desil) return "5" end },
} }
