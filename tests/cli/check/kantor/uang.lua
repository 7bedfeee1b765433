-- Points, order, quotas and money that should not stand in a decree.
local x = "Perda 1/2025"
local iuran = dated_table { "iuran",
  { "JKK", from = "2024-01", to = "2025-12", amount = 10000, basis = x },
  { "JKK", from = "2025-01", to = "2025-12", segment = "transportasi", amount = 5000, basis = x },
  { "JKK", from = "2026-04", amount = 20000, basis = x },
  { "JKK", from = "2026-04", payer = "mandiri", amount = 10000, basis = x },
}
local function r(id, when) return rule { id, basis = x, reason = "r", when = when } end
local function f(id, t)
  t[1], t.basis, t.pays, t.from, t.months = id, x, rate { iuran, "JKK" }, "2025-01", 12
  return funder(t)
end
return programme {
  id = "uang", title = "Uang", region = "53.15", as_of = "2025-01-01", basis = { x },
  eligibility = {
    r("wilayah", { wilayah = one_of { "utara", "selatan" } }),
    r("desil", { desil = between(1, 5) }),
    r("kader", { kader = true }),
  },
  priority = {
    score { "tabel", basis = x, points = by("desil", { [1] = 9, [2] = 7, [5] = 3, [7] = 1, [14] = 1 }) },
    score { "nol", basis = x, points = per("tanggungan", { each = 0, up_to = 3 }) },
    score { "semua", basis = x, points = 10, when = { kader = true } },
    score { "barat", basis = x, points = 10, when = { wilayah = "barat" } },
    score { "anak", basis = x, points = per("tanggungan", { each = 2, up_to = 3 }) },
  },
  order = { desc "score", asc "kader", desc "score", lottery { seed = "x" }, asc "desil" },
  quotas = {
    quota { by = "wilayah", at_least = { utara = 20, barat = 5 }, basis = x },
    quota { "kelamin", by = "jenis_kelamin", at_most = 10, basis = x },
    quota { "kelompok", by = "kader", at_least = 40, basis = x },
  },
  funders = {
    f("APBD", { budget = rupiah "1.200.000", only = { wilayah = "utara" } }),
    f("kecil", { budget = rupiah "12.000", only = { wilayah = "utara" } }),
    f("barat", { budget = rupiah "1.200.000", only = { wilayah = "barat" } }),
    f("donatur", { budget = rupiah "1.200.000", only = { jenis_kelamin = "P" }, payer = "mandri" }),
  },
}
