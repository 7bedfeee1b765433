local p = require "5315_manggarai_barat.2025"

local newcomer = worker {
  umur = 40, pekerjaan = "petani", desil = 2, jamsos_aktif = false, jenis_kelamin = "L", kepala_keluarga = false,
  disabilitas = false, tanggungan = 3, tahun_ke = 0,
}

return cases(p) {
  case { "peserta baru", newcomer, expect = eligible { score = 5 } },
  case { "peserta lama diverifikasi didahulukan", newcomer { tahun_ke = 1, verifikasi = true },
         expect = eligible { score = 1005 } },
  case { "verifikasi peserta baru tidak ditanya", newcomer { verifikasi = unknown }, expect = eligible { score = 5 } },
  table_of_cases { "2025_kasus.csv", base = newcomer },
}
