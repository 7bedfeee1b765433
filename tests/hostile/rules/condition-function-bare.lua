-- A function that does not say what it reads.
return require "kantor" { eligibility = { rule { "tamu", when = function() return true end } } }
