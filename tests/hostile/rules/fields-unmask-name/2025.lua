-- The same for the name.
return programme { id = "tamu", title = "Tamu", region = "53.15", as_of = "2025-01-01",
  eligibility = { rule { "tamu", reads = { "nama" }, when = function(nama) error(nama) end } },
  order = { lottery { seed = "x" } }, funders = {} }
