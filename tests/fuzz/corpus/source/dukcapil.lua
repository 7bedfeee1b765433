-- The civil register's answer to a list of NIKs: does it match, and is the person alive and here.
-- A dead flag can be wrong (living people have had death certificates): it refuses with a reason that can be appealed.
return source {
  "dukcapil",
  title = "Padanan Dukcapil",
  adds = "facts",
  key = "nik",
  precedence = 4,
  map = {
    nik = "nik",
    padan_dukcapil = { "padan", codes = { padan = true, ya = true, ["tidak padan"] = false, tidak = false,
                                          ["tidak ditemukan"] = false } },
    status_dasar = { "status", optional = true, codes = {
      ["1"] = "hidup", ["2"] = "meninggal", ["3"] = "pindah", ["4"] = "hilang", ["6"] = "pergi", ["9"] = "tidak valid",
      hidup = "hidup", mati = "meninggal", meninggal = "meninggal", pindah = "pindah",
    } },
  },
}

--@ rows
