-- One rule in two places.
local r = rule { "tamu", when = { desil = at_most(3) } }
return require "kantor" { eligibility = { r, r } }
