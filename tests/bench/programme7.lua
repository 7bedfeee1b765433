-- The workload that Lindung and its peers decide: seven rules whose outcomes are kept, a score, a rank, a cap a kecamatan.
-- peers/ says the same in C, SQL, JavaScript and numpy; the driver compares every decision before it compares any time.
local bpu = require "national.bpu"

local informal = {
  "petani", "buruh tani", "peternak", "nelayan", "buruh nelayan", "pekerja lepas", "buruh harian lepas",
  "buruh bangunan", "tukang", "pedagang", "wiraswasta", "ojek", "sopir", "penenun",
}

return programme {
  id     = "tolok-ukur-7",
  title  = "Tujuh aturan untuk tolok ukur",
  region = "53.15",
  as_of  = "2024-01-01",
  basis  = "contoh",

  eligibility = {
    rule { "usia",              when = { umur = between(18, 64) } },
    rule { "belum-terlindungi", when = { jamsos_aktif = false } },
    rule { "informal",          when = { pekerjaan = one_of(informal) } },
    rule { "miskin",            when = { desil = at_most(4) } },
    rule { "penghasilan",       when = { penghasilan = at_most(2000000) } },
    rule { "pengeluaran",       when = { pengeluaran = at_most(9000000) } },
    rule { "tahun-ke",          when = { tahun_ke = at_most(2) } },
  },
  priority = {
    score { "tanggungan",  points = per("tanggungan", { each = 5, up_to = 6 }), when = { kepala_keluarga = true } },
    score { "disabilitas", points = 30, when = { kepala_keluarga = true, disabilitas = true } },
    score { "desil",       points = by("desil", { [1] = 15, [2] = 5 }) },
  },
  order   = { desc "score", asc "desil" },
  quotas  = { quota { by = "kecamatan", at_most = 2000, basis = "contoh" } },
  funders = { funder { "APBD", budget = rupiah "20.160.000.000.000", pays = rate { bpu.table, "JKK", "JKM" },
                       from = "2024-01", months = 12, basis = "contoh" } },
}
