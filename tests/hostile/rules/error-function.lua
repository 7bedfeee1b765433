-- An error that is a function.
return require "kantor" { reads = { "desil" }, when = function(desil) error(error) end }
