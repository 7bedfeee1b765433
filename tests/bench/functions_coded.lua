-- programme7.lua with every rule a function: of coded fields there are few distinct values, and a function is called once for each.
local bpu = require "national.bpu"

local informal = {}
for _, word in ipairs {
  "petani", "buruh tani", "peternak", "nelayan", "buruh nelayan", "pekerja lepas", "buruh harian lepas",
  "buruh bangunan", "tukang", "pedagang", "wiraswasta", "ojek", "sopir", "penenun",
} do informal[word] = true end

return programme {
  id     = "tolok-ukur-fungsi",
  title  = "Tujuh fungsi untuk tolok ukur",
  region = "53.15",
  as_of  = "2024-01-01",
  basis  = "contoh",

  eligibility = {
    rule { "usia",              reads = { "umur" }, when = function(umur) return umur >= 18 and umur <= 64 end },
    rule { "belum-terlindungi", reads = { "jamsos_aktif" }, when = function(jamsos_aktif) return not jamsos_aktif end },
    rule { "informal",          reads = { "pekerjaan" }, when = function(pekerjaan) return informal[pekerjaan] == true end },
    rule { "miskin",            reads = { "desil" }, when = function(desil) return desil <= 4 end },
    rule { "penghasilan",       reads = { "penghasilan" }, when = function(penghasilan) return penghasilan <= 2000000 end },
    rule { "pengeluaran",       reads = { "pengeluaran" }, when = function(pengeluaran) return pengeluaran <= 9000000 end },
    rule { "tahun-ke",          reads = { "tahun_ke" }, when = function(tahun_ke) return tahun_ke <= 2 end },
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
