-- A part of the contribution that the table lacks.
local bpu = require "national.bpu"
return require "kantor" { pays = rate { bpu.table, "JKK", "JMK" } }
