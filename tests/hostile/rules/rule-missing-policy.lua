-- A policy that does not exist.
return require "kantor" { eligibility = { rule { "tamu", when = { desil = 1 }, missing = "select" } } }
