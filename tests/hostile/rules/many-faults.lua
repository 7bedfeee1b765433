-- More faults than are told.
local list = {}
for i = 1, 900 do list[i] = rule { "r" .. i, when = { tidak_ada = 1 } } end
return require "kantor" { eligibility = list }
