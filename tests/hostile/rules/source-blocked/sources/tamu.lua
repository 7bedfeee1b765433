-- A file read by the description of a file.
return source { "tamu", title = io.open("/etc/passwd"):read("a"), adds = "workers", key = "nik", precedence = 1,
  map = { nik = "nik" } }
