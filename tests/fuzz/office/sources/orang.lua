return source { 'orang', title = 'Daftar uji', adds = 'workers', key = 'nik', precedence = 1,
  map = { nik = 'nik', nama = 'nama', tanggal_lahir = 'tanggal_lahir', kecamatan = 'kecamatan', desa = 'desa',
          pekerjaan = 'pekerjaan', desil = 'desil', tanggungan = 'tanggungan' } }
