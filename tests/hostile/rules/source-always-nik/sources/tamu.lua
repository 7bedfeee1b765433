-- One number for everyone.
return source { "tamu", title = "Tamu", adds = "workers", key = "nik", precedence = 1,
  map = { nik = { always = "5315904105800001" }, nama = "nama" } }
