-- A level that no stack has.
return require "kantor" { reads = { "desil" }, when = function(desil) error("x", 1 << 40) end }
