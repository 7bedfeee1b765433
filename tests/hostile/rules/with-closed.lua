-- A rule that may not be changed.
local r = rule { "tamu", when = { desil = 1 }, basis = "x" }
return require "kantor" { eligibility = { r:with { when = { desil = 9 }, basis = "y" } } }
