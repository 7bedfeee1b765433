-- 201 funders.
local bpu = require "national.bpu"
local list = {}
for i = 1, 201 do
  list[i] = funder { "F" .. i, budget = 201600, pays = rate { bpu.table, "JKK", "JKM" }, from = "2025-01", months = 12 }
end
return require "kantor" { funders = list }
