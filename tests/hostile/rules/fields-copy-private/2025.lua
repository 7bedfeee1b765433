-- A derived field that carries a name past its mark.
return programme { id = "tamu", title = "Tamu", region = "53.15", as_of = "2025-01-01",
  eligibility = { rule { "tamu", reads = { "salinan" }, when = function(salinan) error(salinan) end } },
  order = { lottery { seed = "x" } }, funders = {} }
