-- A code for what the field cannot hold.
return source { "tamu", title = "Tamu", adds = "workers", key = "nik", precedence = 1,
  map = { nik = "nik", jenis_kelamin = { "jenis_kelamin", codes = { p = "X" } } } }
