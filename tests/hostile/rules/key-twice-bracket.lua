-- The same, the second in brackets.
return require "kantor" { eligibility = { rule { "tamu", when = { desil = 1, ["desil"] = 9 } } } }
