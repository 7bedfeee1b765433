-- Members counted by a key that is counted itself.
return programme { id = "tamu", title = "Tamu", region = "53.15", as_of = "2025-01-01",
  eligibility = { rule { "tamu", when = { serumah = 1 } } }, order = { lottery { seed = "x" } }, funders = {} }
