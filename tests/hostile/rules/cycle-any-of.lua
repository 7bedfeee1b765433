-- The same inside a combinator.
local list = {}
list[1] = { desil = 1 }
list[2] = list
return require "kantor" { eligibility = { rule { "tamu", when = any_of(list) } } }
