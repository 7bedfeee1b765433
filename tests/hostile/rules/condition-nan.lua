-- A limit that is not a number.
return require "kantor" { eligibility = { rule { "tamu", when = { desil = at_most(0 / 0) } } } }
