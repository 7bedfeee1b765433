-- Two fields that are derived from each other.
return programme { id = "tamu", title = "Tamu", region = "53.15", as_of = "2025-01-01",
  eligibility = { rule { "tamu", when = { ayam = 1 } } }, order = { lottery { seed = "x" } }, funders = {} }
