-- A code book of 100,000 codes.
local codes = {}
for i = 1, 100000 do codes["k" .. i] = "L" end
return source { "tamu", title = "Tamu", adds = "workers", key = "nik", precedence = 1,
  map = { nik = "nik", jenis_kelamin = { "jenis_kelamin", codes = codes } } }
