-- A derived text with a line break and an escape.
return programme { id = "tamu", title = "Tamu", region = "53.15", as_of = "2025-01-01",
  eligibility = { rule { "tamu", when = { catatan = "x" } } }, order = { lottery { seed = "x" } }, funders = {} }
