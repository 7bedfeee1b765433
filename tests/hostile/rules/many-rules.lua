-- 1,001 rules.
local list = {}
for i = 1, 1001 do list[i] = rule { "r" .. i, when = { desil = 1 } } end
return require "kantor" { eligibility = list }
