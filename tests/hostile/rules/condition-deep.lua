-- Conditions nested past the limit.
local c = { desil = 1 }
for _ = 1, 40 do c = not_ { c } end
return require "kantor" { eligibility = { rule { "tamu", when = c } } }
