local p = require "5315_manggarai_barat.2025"

local newcomer = worker {
  umur = 40, pekerjaan = "petani", desil = 2, jamsos_aktif = false, jenis_kelamin = "L", kepala_keluarga = false,
  disabilitas = false, tanggungan = 3, tahun_ke = 0,
}

return cases(p) {
  case { "peserta baru", newcomer, expect = eligible { score = 5 } },
  case { "peserta lama diverifikasi didahulukan", newcomer { tahun_ke = 1, verifikasi = true },
         expect = eligible { score = 1005 } },
  case { "peserta baru tidak didahulukan walaupun diverifikasi", newcomer { verifikasi = true },
         expect = eligible { score = 5 } },
  case { "verifikasi peserta baru tidak ditanya", newcomer { verifikasi = unknown }, expect = eligible { score = 5 } },
  case { "kepala keluarga, tiga tanggungan", newcomer { kepala_keluarga = true }, expect = eligible { score = 20 } },
  case { "tepat enam tanggungan", newcomer { kepala_keluarga = true, tanggungan = 6 },
         expect = eligible { score = 35 } },
  case { "paling banyak enam tanggungan dihitung", newcomer { kepala_keluarga = true, tanggungan = 7 },
         expect = eligible { score = 35 } },
  case { "perempuan kepala keluarga", newcomer { kepala_keluarga = true, jenis_kelamin = "P" },
         expect = eligible { score = 50 } },
  case { "perempuan bukan kepala keluarga", newcomer { jenis_kelamin = "P" }, expect = eligible { score = 5 } },
  case { "kepala keluarga penyandang disabilitas", newcomer { kepala_keluarga = true, disabilitas = true },
         expect = eligible { score = 50 } },
  case { "penyandang disabilitas bukan kepala keluarga", newcomer { disabilitas = true },
         expect = eligible { score = 5 } },
  case { "belum diketahui apakah kepala keluarga: nilainya paling rendah", newcomer { kepala_keluarga = unknown },
         expect = eligible { score = 5 } },
  case { "jenis kelamin kosong tidak menghalangi", newcomer { kepala_keluarga = true, jenis_kelamin = unknown },
         expect = eligible { score = 20 } },
  case { "disabilitas kosong tidak menghalangi", newcomer { kepala_keluarga = true, disabilitas = unknown },
         expect = eligible { score = 20 } },
  table_of_cases { "2025_kasus.csv", base = newcomer },
  table_of_cases { "pekerjaan_2025_kasus.csv", base = newcomer },
}
