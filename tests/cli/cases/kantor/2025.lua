local bpu = require "national.bpu"

return programme {
  id = "kasus-2025", title = "Contoh kasus", region = "53.15", as_of = "2025-01-01", basis = { "Perda contoh" },
  eligibility = {
    rule { "usia", basis = "Perda contoh", when = { umur = between(18, 64) }, reason = "umur {umur}; 18 sampai 64" },
    rule { "miskin", basis = "Perda contoh", when = { desil = at_most(2) }, reason = "desil {desil}; batas 2" },
    rule { "informal", basis = "Perda contoh", missing = "refuse",
           when = { pekerjaan = one_of { "petani", "nelayan" } } },
  },
  priority = {
    score { "desil", basis = "Perda contoh", points = by("desil", { [1] = 15, [2] = 5 }) },
    score { "kepala", basis = "Perda contoh", points = 10, when = { kepala_keluarga = true } },
  },
  order = { desc "score", asc "desil", lottery { seed = "uji" } },
  quotas = { quota { by = "kecamatan", at_most = { Komodo = 3, otherwise = 1 }, basis = "Perda contoh" } },
  funders = {
    funder { "APBD", budget = rupiah "403.200", pays = rate { bpu.table, "JKK", "JKM" }, from = "2025-01", months = 12,
             basis = "Perda contoh" },
  },
}
