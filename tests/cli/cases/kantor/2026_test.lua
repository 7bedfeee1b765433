local p = require "kantor.2026"
local ani = worker { umur = 40, desil = 1, pekerjaan = "petani", kepala_keluarga = false, kecamatan = "Komodo" }
return cases(p) {
  case { "petani desil 1", ani, expect = eligible { score = 15 } },
  table_of_cases { "kasus.csv", base = ani },
}
