-- A name in a message.
return require "kantor" { reads = { "nama" }, when = function(nama) error(nama .. " tidak layak") end }
