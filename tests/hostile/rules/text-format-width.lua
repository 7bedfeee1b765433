-- A width that no line has.
return require "kantor" { reads = { "desil" }, when = function(desil) return #("%2147483647s"):format("x") > 0 end }
