-- A hole that a variable makes.
local none
return require "kantor" { eligibility = { rule { "a", when = { desil = 1 } }, none, rule { "b", when = { desil = 1 } } } }
