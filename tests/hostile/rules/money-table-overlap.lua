-- Two rates for one month.
local t = dated_table { "tarif", { "JKK", from = "2020-01", amount = 1 }, { "JKK", from = "2020-01", amount = 2 } }
return require "kantor" { pays = rate { t, "JKK" } }
