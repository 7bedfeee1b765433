-- A message that ends for C where it goes on for Lua.
return require "kantor" { reads = { "desil" }, when = function(desil) error("awal\0akhir") end }
