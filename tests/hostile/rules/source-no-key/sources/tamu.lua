-- A key that no column gives.
return source { "tamu", title = "Tamu", adds = "workers", key = "nik", precedence = 1, map = { nama = "nama" } }
