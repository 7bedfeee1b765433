-- An encoding that nobody knows.
return source { "tamu", title = "Tamu", adds = "workers", key = "nik", precedence = 1, encoding = "utf-7", map = { nik = "nik" } }
