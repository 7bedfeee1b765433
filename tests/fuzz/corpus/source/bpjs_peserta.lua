-- The list of participants that the BPJS branch sends back. Whoever it does not name is not covered, once one of its
-- deliveries is in the database; before that nobody knows, and every worker is undecided. A participant with two
-- rows that differ, or whose months stand the wrong way round, goes to quarantine: undecided until it is corrected.
return source {
  "bpjs_peserta",
  title = "Peserta BPJS Ketenagakerjaan",
  adds = "facts",
  key = "nik",
  precedence = 5,
  once = true,
  in_order = { "jamsos_dari", "jamsos_sampai" },
  map = {
    nik = "nik",
    jamsos_aktif = { "status", "aktif", codes = { aktif = true, ya = true, ["tidak aktif"] = false, tidak = false } },
    jamsos_dari = { "dari", "tanggal_mulai", optional = true, format = { "dd/mm/yyyy", "dd-mm-yyyy" } },
    jamsos_sampai = { "sampai", "tanggal_akhir", optional = true, format = { "dd/mm/yyyy", "dd-mm-yyyy" } },
  },
  absent = { jamsos_aktif = false },
}

--@ rows
