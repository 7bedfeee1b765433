-- A derived choice that is none.
return programme { id = "tamu", title = "Tamu", region = "53.15", as_of = "2025-01-01",
  eligibility = { rule { "tamu", when = { warna = "merah" } } }, order = { lottery { seed = "x" } }, funders = {} }
