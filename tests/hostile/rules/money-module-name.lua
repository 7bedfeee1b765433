-- A name that the module lacks.
local bpu = require "national.bpu"
return require "kantor" { pays = rate { bpu.tabel, "JKK" } }
