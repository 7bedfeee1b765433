local p = require "5310_manggarai.2025"

local farmer = worker {
  umur = 40, pekerjaan = "petani", desil = 1, jamsos_aktif = false, kepala_keluarga = true, jenis_kelamin = "L",
  tanggungan = 4,
}

return cases(p) {
  case { "petani kepala keluarga", farmer, expect = eligible { score = 48 } },
  case { "perempuan kepala keluarga", farmer { jenis_kelamin = "P" }, expect = eligible { score = 58 } },
  table_of_cases { "2025_kasus.csv", base = farmer },
}
