-- A plain table where a programme belongs.
local programme = function(t) return t end
return programme { id = "tamu", title = "Tamu", region = "53.15", as_of = "2025-01-01", eligibility = {}, funders = {} }
