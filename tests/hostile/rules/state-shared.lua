-- Two rules that would talk through one variable.
local said
return require "kantor" { eligibility = {
  rule { "satu", reads = { "desil" }, when = function(desil) said = desil return true end },
  rule { "dua", reads = { "desil" }, when = function(desil) return said == nil end },
} }
