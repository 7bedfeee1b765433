-- An id that a spreadsheet would run.
return require "kantor" { eligibility = { rule { "=cmd|'/c calc'!A0", when = { desil = 1 } } } }
