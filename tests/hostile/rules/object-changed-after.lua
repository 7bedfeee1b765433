-- A table changed after it was handed over changes nothing: allowed, desil 1 to 3.
local condition = { desil = at_most(3) }
local r = rule { "tamu", when = condition }
condition.desil = at_most(0)
return require "kantor" { eligibility = { r } }
