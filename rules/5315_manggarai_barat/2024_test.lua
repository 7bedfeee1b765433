local p = require "5315_manggarai_barat.2024"

local born = worker {
  pekerjaan = "petani", desil = 1, jamsos_aktif = false, kecamatan = "Lembor", jenis_kelamin = "L",
  kepala_keluarga = false, disabilitas = false, tanggungan = 3,
}
local farmer = born { umur = 40 }

return cases(p) {
  case { "petani desil 1, bukan kepala keluarga", farmer, expect = eligible { score = 15 } },
  case { "kepala keluarga, tiga tanggungan", farmer { kepala_keluarga = true }, expect = eligible { score = 30 } },
  case { "paling banyak enam tanggungan dihitung", farmer { kepala_keluarga = true, tanggungan = 9 },
         expect = eligible { score = 45 } },
  case { "perempuan kepala keluarga penyandang disabilitas",
         farmer { kepala_keluarga = true, jenis_kelamin = "P", disabilitas = true }, expect = eligible { score = 90 } },
  case { "perempuan bukan kepala keluarga", farmer { jenis_kelamin = "P" }, expect = eligible { score = 15 } },
  case { "lahir 4 September 1959: besok 65", born { tanggal_lahir = "1959-09-04" }, expect = eligible { score = 15 } },
  case { "lahir 3 September 1959: hari ini 65", born { tanggal_lahir = "1959-09-03" },
         expect = refused { "usia-kerja" } },
  case { "dua alasan sekaligus", farmer { umur = 65, desil = 3 },
         expect = refused { "usia-kerja", "kategori-miskin" } },
  case { "alasan yang pasti mengalahkan yang kosong", farmer { umur = 65, desil = unknown },
         expect = refused { "usia-kerja" } },
  case { "kosong bukan tidak: jaminan sosial", farmer { jamsos_aktif = unknown },
         expect = undecided { "jamsos_aktif" } },
  case { "dua hal harus dicari", farmer { pekerjaan = unknown, desil = unknown },
         expect = undecided { "pekerjaan", "desil" } },
  case { "disabilitas kosong tidak menghalangi", farmer { kepala_keluarga = true, disabilitas = unknown },
         expect = eligible { score = 30 } },
  case { "tepat enam tanggungan", farmer { kepala_keluarga = true, tanggungan = 6 }, expect = eligible { score = 45 } },
  case { "penyandang disabilitas bukan kepala keluarga", farmer { disabilitas = true },
         expect = eligible { score = 15 } },
  case { "belum diketahui apakah kepala keluarga: nilainya paling rendah", farmer { kepala_keluarga = unknown },
         expect = eligible { score = 15 } },
  case { "jenis kelamin kosong tidak menghalangi", farmer { kepala_keluarga = true, jenis_kelamin = unknown },
         expect = eligible { score = 30 } },
  table_of_cases { "2024_kasus.csv", base = farmer },
}
