-- A derived day that does not exist.
return programme { id = "tamu", title = "Tamu", region = "53.15", as_of = "2025-01-01",
  eligibility = { rule { "tamu", when = { hari = at_least("2025-01-01") } } }, order = { lottery { seed = "x" } }, funders = {} }
