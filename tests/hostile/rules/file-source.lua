-- A source is no programme.
return source { "x", title = "X", adds = "workers", key = "nik", precedence = 1, map = { nik = "nik" } }
