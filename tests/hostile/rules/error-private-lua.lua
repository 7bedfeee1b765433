-- Lua's own messages quote values too.
return require "kantor" { reads = { "nama" }, when = function(nama) return nama + 1 end }
