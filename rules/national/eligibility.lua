-- Rules that many regencies share. All are open: an office changes one with `rule:with { …, basis = "its own text" }`,
-- and explain, compare and the receipt show that it did.

local permenaker = "Permenaker 5/2021"
local informal = {
  "petani", "buruh tani", "peternak", "nelayan", "buruh nelayan", "pembudidaya ikan", "pekerja lepas",
  "buruh harian lepas", "buruh bangunan", "tukang", "pedagang", "pedagang kaki lima", "wiraswasta", "ojek", "sopir",
  "kurir", "tukang becak", "juru parkir", "mekanik", "penjahit", "penenun", "perajin", "pemulung", "penambang rakyat",
  "pekerja rumah tangga", "guru ngaji", "marbot", "pemuka agama", "seniman", "kader posyandu", "pengurus rt/rw",
  "pengelola bank sampah", "pekerja keluarga",
}

return {
  -- Under 65 on the day of registration (from memory of Permenaker 5/2021; published lists dropped older people).
  -- No national lower bound was found; an identity card is issued at 17, so a regency that says "usia kerja" means 18
  -- or 15 and should say so.
  working_age = rule {
    "usia-kerja", title = "Usia kerja", open = true, basis = permenaker,
    when = { umur = between(18, 64) },
    reason = "umur {umur} tahun; yang didaftarkan 18 sampai 64 tahun",
  },

  not_covered = rule {
    "belum-terlindungi", title = "Belum terlindungi", open = true, basis = "PP 44/2015",
    when = { jamsos_aktif = false },
    reason = "sudah menjadi peserta aktif BPJS Ketenagakerjaan",
  },

  matched = rule {
    "padan-dukcapil", title = "NIK padan Dukcapil", open = true, basis = permenaker,
    when = { padan_dukcapil = true },
    reason = "NIK tidak padan dengan data Dukcapil",
  },

  alive = rule {
    "masih-hidup", title = "Hidup dan menetap", open = true, basis = "PP 44/2015",
    when = { status_dasar = "hidup" },
    reason = "status penduduk: {status_dasar}",
  },

  -- Someone else must insure them: an employer, the state, the village.
  not_paid_worker = rule {
    "bukan-penerima-upah", title = "Bukan penerima upah", open = true, basis = "PP 44/2015",
    when = { pekerjaan = none_of {
      "karyawan swasta", "guru honorer", "honorer", "pns", "pppk", "tni", "polri", "karyawan bumn", "karyawan bumd",
      "aparatur atau karyawan bumn", "pejabat negara", "kepala desa", "perangkat desa",
    } },
    reason = "pekerjaan {pekerjaan} adalah penerima upah atau aparatur",
  },

  informal_work = rule {
    "pekerja-informal", title = "Pekerja informal", open = true, basis = "PP 44/2015",
    when = { pekerjaan = one_of(informal) },
    reason = "pekerjaan {pekerjaan} bukan pekerjaan informal yang dilindungi",
  },

  -- No national limit: each regency says its own.
  poor = rule {
    "kategori-miskin", title = "Kategori miskin", open = true, basis = "Inpres 4/2025",
    when = { desil = at_most(2) },
    reason = "desil {desil} di atas batas",
  },

  -- Provincial money is meant as a start: the year after, the worker pays alone.
  not_provincial_last_year = rule {
    "mandiri-setelah-provinsi", title = "Tidak dibayar provinsi tahun lalu", open = true, missing = "accept",
    basis = "Pergub NTT 18/2025",
    when = { penanggung_lalu = none_of { "provinsi" } },
    reason = "iuran tahun lalu dibayar provinsi; tahun ini diharapkan membayar sendiri",
  },

  -- The occupations of informal_work, for an office that wants to name some of them apart.
  informal = informal,
}
