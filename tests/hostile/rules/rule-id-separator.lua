-- An id with the separator of the decisions' cells.
return require "kantor" { eligibility = { rule { "a;b", when = { desil = 1 } } } }
