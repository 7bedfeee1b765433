-- A rule that never ends is an answer of its case: undecided.
return programme { id = "tamu", title = "Tamu", region = "53.15", as_of = "2025-01-01",
  eligibility = { rule { "tamu", reads = { "desil" }, when = function(desil) while desil do end return true end } },
  order = { lottery { seed = "x" } }, funders = {} }
