-- A module that gives a table that holds itself.
local m = require "lingkaran"
return require "kantor" { eligibility = { rule { "tamu", when = m } } }
