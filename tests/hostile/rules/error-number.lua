-- An error that is a number.
return require "kantor" { reads = { "desil" }, when = function(desil) error(-5) end }
