-- A condition that would hold for everyone.
return require "kantor" { eligibility = { rule { "tamu", when = {} } } }
