-- A form of dates that is a format of printf.
return source { "tamu", title = "Tamu", adds = "workers", key = "nik", precedence = 1,
  map = { nik = "nik", tanggal_lahir = { "tanggal_lahir", format = "%s%n" } } }
