tanggal_lahir BETWEEN '1959-01-02' AND '2006-01-01'
jamsos_aktif = 0
pekerjaan IN ('petani', 'buruh tani', 'peternak', 'nelayan', 'buruh nelayan', 'pekerja lepas', 'buruh harian lepas', 'buruh bangunan', 'tukang', 'pedagang', 'wiraswasta', 'ojek', 'sopir', 'penenun')
desil <= 4
penghasilan <= 2000000
pengeluaran <= 9000000
tahun_ke <= 2
anggota BETWEEN 1 AND 12
kecamatan NOT IN ('Komodo')
kepala_keluarga = 1 OR jenis_kelamin = 'P' OR tanggal_lahir <= '2003-01-01'
coalesce(verifikasi, 1) <> 0
kepala_keluarga = 1 AND desil <= 3 OR kepala_keluarga = 1 AND tanggungan >= 3 OR desil <= 3 AND tanggungan >= 3
penghasilan >= 1 OR tanggungan >= 2
pengeluaran <= 6000000 OR anggota >= 5 AND desil <= 3
