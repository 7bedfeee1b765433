-- A code book for occupations written out: the words of the field `pekerjaan` in any case (spreadsheets shout), and the
-- names on identity cards that mean one of them. Names that hide whether someone is employed or not (INDUSTRI,
-- KONSTRUKSI, TRANSPORTASI, BURUH PETERNAKAN) are left out: such a row goes to quarantine and a person decides.

local codes = {
  ["BELUM/TIDAK BEKERJA"] = "tidak bekerja",
  ["IRT"] = "mengurus rumah tangga",
  ["PELAJAR/MAHASISWA"] = "pelajar",
  ["PEGAWAI NEGERI SIPIL"] = "pns",
  ["PEGAWAI NEGERI SIPIL (PNS)"] = "pns",
  ["TENTARA NASIONAL INDONESIA"] = "tni",
  ["TENTARA NASIONAL INDONESIA (TNI)"] = "tni",
  ["KEPOLISIAN RI"] = "polri",
  ["KEPOLISIAN RI (POLRI)"] = "polri",
  ["PERDAGANGAN"] = "pedagang",
  ["PETANI/PEKEBUN"] = "petani",
  ["NELAYAN/PERIKANAN"] = "nelayan",
  ["KARYAWAN HONORER"] = "honorer",
  ["BURUH TANI/PERKEBUNAN"] = "buruh tani",
  ["BURUH NELAYAN/PERIKANAN"] = "buruh nelayan",
  ["PEMBANTU RUMAH TANGGA"] = "pekerja rumah tangga",
  ["TUKANG BATU"] = "tukang",
  ["TUKANG KAYU"] = "tukang",
  ["TUKANG LISTRIK"] = "tukang",
  ["TUKANG LAS/PANDAI BESI"] = "tukang",
  ["TUKANG JAHIT"] = "penjahit",
  ["IMAM MASJID"] = "pemuka agama",
  ["PENDETA"] = "pemuka agama",
  ["PASTOR"] = "pemuka agama",
  ["USTADZ/MUBALIGH"] = "pemuka agama",
}

local words = {
  "petani", "buruh tani", "peternak", "nelayan", "buruh nelayan", "pembudidaya ikan", "pekerja lepas",
  "buruh harian lepas", "buruh bangunan", "tukang", "pedagang", "pedagang kaki lima", "wiraswasta", "ojek", "sopir",
  "kurir", "tukang becak", "juru parkir", "mekanik", "penjahit", "penenun", "perajin", "pemulung", "penambang rakyat",
  "pekerja rumah tangga", "guru ngaji", "marbot", "pemuka agama", "seniman", "kader posyandu", "pengurus rt/rw",
  "pengelola bank sampah", "pekerja keluarga", "karyawan swasta", "guru honorer", "honorer", "pns", "pppk", "tni",
  "polri", "karyawan bumn", "karyawan bumd", "aparatur atau karyawan bumn", "pejabat negara", "kepala desa",
  "perangkat desa", "tenaga profesional", "pensiunan", "mengurus rumah tangga", "pelajar", "tidak bekerja", "lainnya",
}
for _, word in ipairs(words) do codes[word] = word end

return { codes = codes }
