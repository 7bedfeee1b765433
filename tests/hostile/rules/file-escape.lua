-- A letter beyond Unicode in an id.
return require "kantor" { eligibility = { rule { "\u{7FFFFFFF}", when = { desil = 1 } } } }
