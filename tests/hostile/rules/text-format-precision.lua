-- A precision that no number has.
return require "kantor" { reads = { "desil" }, when = function(desil) return #("%.2147483647f"):format(1) > 0 end }
