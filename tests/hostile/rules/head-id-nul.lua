-- An id that ends for C where it goes on for Lua.
return require "kantor" { id = "tamu\0lain", reads = { "desil" }, when = function(desil) return true end }
