-- A derived text longer than 1 KB.
return programme { id = "tamu", title = "Tamu", region = "53.15", as_of = "2025-01-01",
  eligibility = { rule { "tamu", when = { catatan = "x" } } }, order = { lottery { seed = "x" } }, funders = {} }
