-- A precedence before all others.
return source { "tamu", title = "Tamu", adds = "workers", key = "nik", precedence = math.mininteger, map = { nik = "nik" } }
