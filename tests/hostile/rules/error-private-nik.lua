-- A number of a person in a message.
return require "kantor" { reads = { "nik", "desil" }, when = function(nik, desil) error("NIK " .. nik) end }
