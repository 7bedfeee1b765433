-- Cases whose answer a person decided beforehand. `lindung test` runs them; add one for every argument you settle.
local p = require "@OFFICE@.2025"

local farmer = worker {
  umur = 40, pekerjaan = "petani", desil = 1, jamsos_aktif = false, kecamatan = "Contoh", jenis_kelamin = "L",
  kepala_keluarga = true, tanggungan = 2, bulan_tinggal = 120,
}

return cases(p) {
  case { "kepala keluarga dengan dua tanggungan", farmer, expect = eligible { score = 10 } },
  case { "umur 65 ditolak", farmer { umur = 65 }, expect = refused { "usia-kerja" } },
  case { "desil kosong harus dicari", farmer { desil = unknown }, expect = undecided { "desil" } },
  case { "lama tinggal kosong diterima", farmer { bulan_tinggal = unknown }, expect = eligible { score = 10 } },
  case { "tepat enam tanggungan", farmer { tanggungan = 6 }, expect = eligible { score = 30 } },
  case { "paling banyak enam tanggungan dihitung", farmer { tanggungan = 7 }, expect = eligible { score = 30 } },
  case { "kecamatan kosong: tidak dapat ditempatkan", farmer { kecamatan = unknown },
         expect = undecided { "kecamatan" } },
  table_of_cases { "2025_kasus.csv", base = farmer },
  table_of_cases { "pekerjaan_kasus.csv", base = farmer },
}
