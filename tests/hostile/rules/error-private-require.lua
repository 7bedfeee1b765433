-- A number of a person as the name of a module.
return require "kantor" { reads = { "nik" }, when = function(nik) return require(nik) end }
