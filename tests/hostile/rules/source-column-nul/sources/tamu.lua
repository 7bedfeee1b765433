-- A column whose name ends for C where it goes on for Lua.
return source { "tamu", title = "Tamu", adds = "workers", key = "nik", precedence = 1, map = { nik = "nik\0nama" } }
