-- A condition that holds itself.
local c = { desil = 1 }
c[1] = c
return require "kantor" { eligibility = { rule { "tamu", when = c } } }
