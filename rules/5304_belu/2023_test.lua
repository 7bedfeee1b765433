local p = require "5304_belu.2023"

local villager = worker {
  umur = 40, pekerjaan = "petani", desil = 1, jamsos_aktif = false, kode_desa = "5304012001", desa = "contoh",
  kepala_keluarga = false, tanggungan = 4,
}

return cases(p) {
  case { "warga desa", villager, expect = eligible { score = 40 } },
  case { "kepala keluarga, empat tanggungan", villager { kepala_keluarga = true }, expect = eligible { score = 48 } },
  case { "desil kosong tidak menghalangi, nilainya paling rendah", villager { desil = unknown },
         expect = eligible { score = 0 } },
  table_of_cases { "2023_kasus.csv", base = villager },
}
