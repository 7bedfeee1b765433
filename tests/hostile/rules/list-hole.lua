-- A hole in a list.
return require "kantor" { eligibility = { rule { "a", when = { desil = 1 } }, nil, rule { "b", when = { desil = 1 } } } }
