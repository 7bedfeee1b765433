-- Conditions and rules that should not stand in a decree.
local bpu = require "national.bpu"
local x = "Perda 1/2025"
local function r(id, when) return rule { id, basis = x, reason = "r", when = when } end
return programme {
  id = "syarat", title = "Syarat", region = "53.15", as_of = "2025-01-01", basis = { x },
  eligibility = {
    r("usia", { umur = between(18, 64) }),
    r("dewasa", { umur = at_least(18) }),
    r("desil-semua", { desil = at_most(10) }),
    r("desil-jauh", { desil = at_most(12) }),
    r("dua-kelamin", { all_of { { jenis_kelamin = "L" }, { jenis_kelamin = "P" } } }),
    r("kerja", { any_of { { bekerja = true }, { bekerja = true, desil = 1 }, { kader = true } } }),
    r("kerja-lagi", { any_of { { kader = true }, { bekerja = true } } }),
    r("bukan", { not_ { kepala_keluarga = none_of { true, false } } }),
    rule { "fungsi", basis = x, reason = "r", reads = { "pengeluaran", "anggota" },
           when = function(pengeluaran, anggota) return pengeluaran // anggota < 600000 end },
    rule { "tanpa", when = { status_dasar = "hidup" } },
  },
  order = { asc "nik" },
  funders = {
    funder { "APBD", basis = x, budget = rupiah "20.160.000", pays = rate { bpu.table, "JKK", "JKM" },
             from = "2025-01", months = 12 },
  },
}
