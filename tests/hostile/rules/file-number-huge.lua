-- Numbers that no machine holds.
return require "kantor" { eligibility = { rule { "tamu", when = { desil = at_most(1e999999) } } } }
