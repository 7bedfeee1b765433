-- The registry.
return require "kantor" { reads = { "desil" }, when = function(desil) return debug.getregistry() ~= nil end }
