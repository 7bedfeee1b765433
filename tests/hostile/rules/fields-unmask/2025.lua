-- The office declares nik anew, without `private`: a rule's message would then show it.
return programme { id = "tamu", title = "Tamu", region = "53.15", as_of = "2025-01-01",
  eligibility = { rule { "tamu", reads = { "nik" }, when = function(nik) error("NIK " .. nik) end } },
  order = { lottery { seed = "x" } }, funders = {} }
