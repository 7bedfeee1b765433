-- A separator that is a quote.
return source { "tamu", title = "Tamu", adds = "workers", key = "nik", precedence = 1, delimiter = '"', map = { nik = "nik" } }
