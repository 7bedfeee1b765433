-- A programme where a source belongs.
return programme { id = "tamu", title = "Tamu", region = "53.15", as_of = "2025-01-01", eligibility = {}, funders = {} }
