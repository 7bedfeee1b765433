local p = require "5310_manggarai.2025"

local farmer = worker {
  umur = 40, pekerjaan = "petani", desil = 1, jamsos_aktif = false, kepala_keluarga = true, jenis_kelamin = "L",
  tanggungan = 4,
}

return cases(p) {
  case { "petani kepala keluarga", farmer, expect = eligible { score = 48 } },
  case { "perempuan kepala keluarga", farmer { jenis_kelamin = "P" }, expect = eligible { score = 58 } },
  case { "bukan kepala keluarga", farmer { kepala_keluarga = false }, expect = eligible { score = 40 } },
  case { "perempuan bukan kepala keluarga", farmer { kepala_keluarga = false, jenis_kelamin = "P" },
         expect = eligible { score = 40 } },
  case { "belum diketahui apakah kepala keluarga: nilainya paling rendah", farmer { kepala_keluarga = unknown },
         expect = eligible { score = 40 } },
  case { "jenis kelamin kosong tidak menghalangi", farmer { jenis_kelamin = unknown },
         expect = eligible { score = 48 } },
  table_of_cases { "2025_kasus.csv", base = farmer },
  table_of_cases { "pekerjaan_kasus.csv", base = farmer },
}
