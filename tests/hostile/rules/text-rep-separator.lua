-- Nothing, with something between.
return require "kantor" { reads = { "desil" }, when = function(desil) return #string.rep("", 1 << 62, "x") > 0 end }
