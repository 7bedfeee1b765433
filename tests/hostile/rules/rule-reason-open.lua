-- A reason with half a bracket.
return require "kantor" { eligibility = { rule { "tamu", when = { desil = 1 }, reason = "desil {desil" } } }
