-- A programme that replaces its rules with itself.
local p = require "kantor" { eligibility = { rule { "tamu", when = { desil = 1 }, open = true } } }
return p:with { replace = { p }, basis = "x" }
