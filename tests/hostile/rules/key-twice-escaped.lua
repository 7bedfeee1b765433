-- The same, the second with an escape.
return require "kantor" { eligibility = { rule { "tamu", when = { desil = 1, ["de\115il"] = 9 } } } }
