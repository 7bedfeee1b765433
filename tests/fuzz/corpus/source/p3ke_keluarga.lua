-- P3KE, the family file: 31 columns, one row a family, here only what the individual file lacks or may lack.
-- Households join on id_keluarga, so a member whose individual row has no decile finds the family's.
return source {
  "p3ke_keluarga",
  title = "P3KE keluarga",
  vintage = "2023",
  adds = "facts",
  key = "id_keluarga",
  precedence = 15,
  map = {
    id_keluarga = { "id_keluarga_p3ke", "id_keluarga" },
    kecamatan = "kecamatan",
    desa = "desa_kelurahan",
    kode_desa = { "kode_kemdagri", strip = "." },
    alamat = "alamat",
    desil = { "desil_kesejahteraan", blank = { "0", "-" } },
  },
}

--@ rows
