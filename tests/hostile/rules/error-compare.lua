-- A number and a text have no order.
return require "kantor" { reads = { "desil" }, when = function(desil) return desil < "3" end }
