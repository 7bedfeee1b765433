-- The same with fourteen rules: the further seven nest conditions, count them and have a policy for blanks.
return require "programme7":with {
  basis = "contoh",
  add = { eligibility = {
    rule { "anggota",        when = { anggota = between(1, 12) } },
    rule { "wilayah",        when = { kecamatan = none_of { "Komodo" } } },
    rule { "pencari-nafkah", when = any_of { { kepala_keluarga = true }, { jenis_kelamin = "P" }, { umur = at_least(21) } } },
    rule { "verifikasi",     when = not_ { verifikasi = false }, missing = "accept" },
    rule { "beban",          when = at_least_of(2, { { kepala_keluarga = true }, { desil = at_most(3) },
                                                     { tanggungan = at_least(3) } }) },
    rule { "berpenghasilan", when = any_of { { penghasilan = at_least(1) }, { tanggungan = at_least(2) } } },
    rule { "per-orang",      when = any_of { { pengeluaran = at_most(6000000) },
                                             { anggota = at_least(5), desil = one_of { 1, 2, 3 } } } },
  } },
}
