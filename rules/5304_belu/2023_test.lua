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
  case { "tepat lima tanggungan", villager { kepala_keluarga = true, tanggungan = 5 },
         expect = eligible { score = 50 } },
  case { "paling banyak lima tanggungan dihitung", villager { kepala_keluarga = true, tanggungan = 6 },
         expect = eligible { score = 50 } },
  case { "belum diketahui apakah kepala keluarga: nilainya paling rendah", villager { kepala_keluarga = unknown },
         expect = eligible { score = 40 } },
  table_of_cases { "2023_kasus.csv", base = villager },
  table_of_cases { "pekerjaan_kasus.csv", base = villager },
  table_of_cases { "desa_kasus.csv", base = villager },
}
