local p = require "turunan.turunan"

-- DTSEN's words: a person who works alone, and every difficulty graded 4 (none).
local person = worker {
  bekerja = true, lapangan_usaha = "padi dan palawija", kedudukan = "berusaha sendiri",
  sulit_melihat = 4, sulit_mendengar = 4, sulit_berjalan = 4, sulit_menggunakan_tangan = 4, sulit_mengingat = 4,
  sulit_berbicara = 4, sulit_belajar = 4, sulit_mengurus_diri = 4,
}

return cases(p) {
  case { "padi sendiri adalah petani", person, expect = eligible { score = 10 } },
  case { "kebun bersama keluarga adalah petani",
         person { lapangan_usaha = "perkebunan", kedudukan = "pekerja keluarga" }, expect = eligible { score = 10 } },
  case { "padi sebagai buruh bukan petani", person { kedudukan = "buruh atau karyawan" },
         expect = refused { "petani", "bekerja-sendiri" } },
  case { "pegawai negara", person { kedudukan = "pns tni polri bumn" },
         expect = refused { "petani", "bekerja-sendiri" } },
  case { "tidak bekerja, kedudukan kosong", person { bekerja = false, lapangan_usaha = unknown, kedudukan = unknown },
         expect = refused { "petani", "bekerja-sendiri" } },
  case { "buruh tani bukan petani", person { kedudukan = "pekerja bebas pertanian" }, expect = refused { "petani" } },
  case { "nelayan", person { lapangan_usaha = "perikanan" }, expect = refused { "petani" } },
  case { "angkutan sendiri: sopir, ojek atau kurir tidak diketahui", person { lapangan_usaha = "angkutan" },
         expect = eligible { score = 10 } },
  case { "kedudukan kosong tidak ditebak", person { kedudukan = unknown }, expect = eligible { score = 10 } },

  case { "sulit sedikit bukan disabilitas", person { sulit_melihat = 3 }, expect = eligible { score = 10 } },
  case { "sangat sulit adalah disabilitas", person { sulit_berjalan = 2 }, expect = eligible { score = 1 } },
  case { "sama sekali tidak bisa", person { sulit_mengurus_diri = 1 }, expect = eligible { score = 1 } },
  case { "satu yang kosong membuat tidak pasti", person { sulit_belajar = unknown }, expect = eligible { score = 0 } },
  case { "disabilitas pasti walau ada yang kosong", person { sulit_belajar = unknown, sulit_melihat = 1 },
         expect = eligible { score = 1 } },

  case { "segmen angkutan", worker { pekerjaan = "ojek", disabilitas = false }, expect = eligible { score = 110 } },
  case { "segmen bukan angkutan", worker { pekerjaan = "petani", disabilitas = false },
         expect = eligible { score = 10 } },
}
