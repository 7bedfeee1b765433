local p = require "kantor.2025"
local ani = worker { umur = 40, desil = 1, jenis_kelamin = "P", kepala_keluarga = true, tanggungan = 2, kecamatan = "Lembor" }
return cases(p) {
  case { "perempuan kepala keluarga", ani, expect = eligible { score = 40 } },
  case { "umur 65", ani { umur = 65 }, expect = refused { "usia" } },
  case { "harapan yang salah", ani { desil = 3 }, expect = eligible { score = 40 } },
}
