return programme {
  id = "salah", title = "Salah", region = "53.15", as_of = "2025-01-01",
  eligibility = {
    rule { "usia", when = { umru = between(18, 64) }, reason = "umur {umur}" },
    rule { "miskin", when = { desil = "dua" }, reason = "desil {desil}" },
  },
  order = { asc "desil" },
  funders = {},
}
