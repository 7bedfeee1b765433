-- error(nil).
return require "kantor" { reads = { "desil" }, when = function(desil) error(nil) end }
