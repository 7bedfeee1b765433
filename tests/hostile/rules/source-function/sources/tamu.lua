-- Code in a map of columns.
return source { "tamu", title = "Tamu", adds = "workers", key = "nik", precedence = 1,
  map = { nik = function() return "5315904105800001" end } }
