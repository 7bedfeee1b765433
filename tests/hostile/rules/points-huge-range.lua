-- A range past what points may be.
return require "kantor" { priority = {
  score { "tamu", reads = { "desil" }, range = { 0, math.maxinteger }, points = function(desil) return math.maxinteger end },
} }
