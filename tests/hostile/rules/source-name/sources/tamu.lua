-- A name that is not the file's.
return source { "simple", title = "Tamu", adds = "workers", key = "nik", precedence = 1, map = { nik = "nik" } }
