-- Keys that are no names.
return require "kantor" { eligibility = { rule { "tamu", when = { [true] = 1, [1.5] = 2 } } } }
