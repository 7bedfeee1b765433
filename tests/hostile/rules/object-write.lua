-- Nothing is written into it.
local r = rule { "tamu", when = { desil = 1 } }
r.when = { desil = 9 }
