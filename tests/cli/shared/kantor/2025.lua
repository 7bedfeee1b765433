local bpu = require "national.bpu"

return programme {
  id = "uji-2025", title = "Iuran pekerja rentan, contoh uji", region = "53.15", as_of = "2025-01-01",
  basis = { "Perda contoh" },
  eligibility = {
    rule { "usia", title = "Usia kerja", basis = "Perda contoh", when = { umur = between(18, 64) },
           reason = "umur {umur}; 18 sampai 64" },
    rule { "miskin", title = "Desil paling tinggi 2", basis = "Perda contoh", when = { desil = at_most(2) },
           reason = "desil {desil}; batas 2" },
    rule { "pengeluaran", title = "Pengeluaran per orang", basis = "Perda contoh", missing = "accept",
           reads = { "pengeluaran", "anggota" },
           when = function(pengeluaran, anggota) return pengeluaran // anggota < 600000 end,
           reason = "pengeluaran {pengeluaran} untuk {anggota} orang" },
  },
  priority = {
    score { "kk-perempuan", title = "Perempuan kepala keluarga", points = 30,
            when = { kepala_keluarga = true, jenis_kelamin = "P" } },
    score { "tanggungan", title = "Tanggungan", points = per("tanggungan", { each = 5, up_to = 6 }) },
  },
  order = { desc "score", asc "desil", lottery { seed = "uji" } },
  quotas = { quota { by = "kecamatan", at_least = 1, at_most = 2, basis = "Perda contoh" } },
  funders = {
    funder { "APBD", budget = rupiah "450.000", pays = rate { bpu.table, "JKK", "JKM" }, from = "2025-01", months = 12,
             basis = "Perda contoh" },
    funder { "Donasi", budget = rupiah "201.600", pays = rate { bpu.table, "JKK", "JKM" }, payer = "donasi",
             from = "2025-01", months = 12, only = { pekerjaan = "nelayan" } },
  },
  published = { title = "Berita contoh", people = 5892, amount = rupiah "1.175.126.400" },
}
