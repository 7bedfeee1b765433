-- Parts that are more than the whole.
local bpu = require "national.bpu"
return require "kantor" { funders = { funder { "bersama", pays = rate { bpu.table, "JKK" }, from = "2025-01", months = 1,
  parts = { part { "a", percent = 60, budget = 1 }, part { "b", percent = 60, budget = 1 } } } } }
