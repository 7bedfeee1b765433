-- 1,000 functions, each a rule: allowed.
local list = {}
for i = 1, 1000 do list[i] = rule { "r" .. i, reads = { "desil" }, when = function(desil) return desil <= i + 2 end } end
return require "kantor" { eligibility = list }
