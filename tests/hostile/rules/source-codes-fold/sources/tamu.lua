-- Two codes that are one once letters are folded, with two meanings.
return source { "tamu", title = "Tamu", adds = "workers", key = "nik", precedence = 1,
  map = { nik = "nik", jenis_kelamin = { "jenis_kelamin", codes = { p = "P", P = "L" } } } }
