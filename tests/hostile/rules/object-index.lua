-- An object of the rule language is closed.
local r = rule { "tamu", when = { desil = 1 } }
return r.when
