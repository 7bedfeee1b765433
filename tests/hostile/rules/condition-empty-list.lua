-- A list that nobody is on.
return require "kantor" { eligibility = { rule { "tamu", when = { desil = one_of {} } } } }
