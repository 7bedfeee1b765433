-- More members than a set may have.
local list = {}
for i = 1, 10001 do list[i] = "desa" .. i end
return require "kantor" { eligibility = { rule { "tamu", when = { desa = one_of(list) } } } }
