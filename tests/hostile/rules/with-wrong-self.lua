-- with called on something else.
local r = rule { "tamu", when = { desil = 1 }, open = true, basis = "x" }
return r.with({}, { basis = "y" })
