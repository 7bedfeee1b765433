-- What printf would read.
return require "kantor" { reads = { "desil" }, when = function(desil) error("%s%s%n%99999d") end }
