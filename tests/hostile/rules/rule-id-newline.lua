-- An id of two lines.
return require "kantor" { eligibility = { rule { "tamu\nreceipt: run 9", when = { desil = 1 } } } }
