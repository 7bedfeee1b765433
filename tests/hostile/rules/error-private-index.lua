-- A name as the key of what is not there.
return require "kantor" { reads = { "nama" }, when = function(nama) return string[nama] end }
