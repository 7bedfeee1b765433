-- A condition as the answer of a function.
return require "kantor" { reads = { "desil" }, when = function(desil) return at_most(2) end }
