return {
  field.id 'nik' { title = 'NIK', format = 'nik', private = true },
  field.text 'nama' { title = 'Nama', private = true },
  field.date 'tanggal_lahir' { title = 'Tanggal lahir' },
  field.integer 'umur' { title = 'Umur', unit = 'tahun', range = { 0, 120 }, derive = age 'tanggal_lahir' },
  field.text 'kecamatan' { title = 'Kecamatan' },
  field.text 'desa' { title = 'Desa' },
  field.choice 'pekerjaan' { 'petani', 'nelayan', 'pns', title = 'Pekerjaan' },
  field.integer 'desil' { title = 'Desil', range = { 1, 10 } },
  field.integer 'tanggungan' { title = 'Tanggungan', range = { 0, 20 } },
}
