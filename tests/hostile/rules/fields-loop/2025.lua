-- The fields of this office never end.
return programme { id = "tamu", title = "Tamu", region = "53.15", as_of = "2025-01-01",
  eligibility = { rule { "tamu", when = { desil = 1 } } }, order = { lottery { seed = "x" } }, funders = {} }
