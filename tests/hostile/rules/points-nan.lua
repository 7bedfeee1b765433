-- Not a number.
return require "kantor" { priority = {
  score { "tamu", reads = { "desil" }, range = { 0, 10 }, points = function(desil) return (desil - desil) / 0 end },
} }
