-- DTSEN, the family file (v3 2026, cells set off by '|', in Latin-1): the only one with the decile.
return source {
  "dtsen_keluarga",
  title = "DTSEN keluarga",
  vintage = "2026 v3",
  adds = "facts",
  key = "no_kk",
  precedence = 9,
  encoding = "latin1",
  delimiter = "|",
  map = {
    no_kk = { "nomor_kartu_keluarga", "no_kk" },
    anggota = "jumlah_anggota_keluarga",
    desil = { "desil_nasional", blank = { "0", "-" } },
  },
}

--@ rows
