-- The social office's list of people with a disability, codes of the civil register (7 is none). It names all it knows
-- of: whoever it does not name has none, once one of its deliveries is in the database.
return source {
  "disabilitas",
  title = "Data penyandang disabilitas",
  adds = "facts",
  key = "nik",
  precedence = 6,
  once = true,
  map = {
    nik = "nik",
    disabilitas = { "jenis_disabilitas", "disabilitas", codes = {
      ["1"] = true, ["2"] = true, ["3"] = true, ["4"] = true, ["5"] = true, ["6"] = true, ["7"] = false,
      ya = true, tidak = false,
    } },
  },
  absent = { disabilitas = false },
}

--@ rows
