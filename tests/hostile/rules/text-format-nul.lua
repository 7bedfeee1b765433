-- A NUL in a format is a byte like others.
return require "kantor" { reads = { "desil" }, when = function(desil) return #("a\0%d"):format(1) == 3 end }
