-- A title with an escape.
return source { "tamu", title = "\27]0;root\7", adds = "workers", key = "nik", precedence = 1, map = { nik = "nik" } }
