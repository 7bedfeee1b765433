-- A map that holds itself.
local map = { nik = "nik" }
map.nama = map
return source { "tamu", title = "Tamu", adds = "workers", key = "nik", precedence = 1, map = map }
