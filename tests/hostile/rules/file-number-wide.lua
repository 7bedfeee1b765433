-- An integer that becomes a float.
return require "kantor" { eligibility = { rule { "tamu", when = { desil = at_most(99999999999999999999) } } } }
