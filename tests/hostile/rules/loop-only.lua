-- The loop is in what a funder asks.
return require "kantor" { only = { reads = { "desil" }, when = function(desil) while desil do end return true end } }
