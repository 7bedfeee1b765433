-- A key given twice: Lua takes the last one in silence.
return require "kantor" { eligibility = { rule { "tamu", when = { desil = 1, desil = 9 } } } }
