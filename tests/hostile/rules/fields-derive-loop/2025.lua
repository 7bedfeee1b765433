-- A derived field that never ends.
return programme { id = "tamu", title = "Tamu", region = "53.15", as_of = "2025-01-01",
  eligibility = { rule { "tamu", when = { putaran = 1 } } }, order = { lottery { seed = "x" } }, funders = {} }
