-- An id that reads the other way round.
return require "kantor" { eligibility = { rule { "\u{202E}umat", when = { desil = 1 } } } }
