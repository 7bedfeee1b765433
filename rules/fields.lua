-- The worker's fields that every office shares. An office adds its own in the fields.lua of its folder.
-- Order matters twice: a derived field reads only fields above it, and an undecided worker names blank fields in this
-- order. What is `fixed` nobody can change: an explanation names it and never advises it.
-- An age is as fixed as its date.

return {
  -- Who it is. Private: shown only in export files and on demand.
  field.id "nik" { title = "Nomor induk kependudukan", format = "nik", private = true, fixed = true },
  field.text "nama" { title = "Nama", private = true },
  field.id "no_kk" { title = "Nomor kartu keluarga", format = "kk", private = true },
  field.id "id_keluarga" { title = "Nomor keluarga dalam basis data", private = true },
  field.text "alamat" { title = "Alamat", private = true },
  field.date "tanggal_lahir" { title = "Tanggal lahir", private = true, fixed = true },

  field.integer "umur" { title = "Umur", unit = "tahun", range = { 0, 120 }, derive = age "tanggal_lahir" },
  field.choice "jenis_kelamin" { "L", "P", title = "Jenis kelamin", fixed = true },
  field.choice "status_kawin" { "belum kawin", "kawin", "cerai hidup", "cerai mati", title = "Status perkawinan" },

  -- Where. Names of desa repeat inside a regency: group by kode_desa (Kemendagri, ten digits, no dots), not by desa.
  field.text "kecamatan" { title = "Kecamatan" },
  field.text "desa" { title = "Desa/kelurahan" },
  field.id "kode_desa" { title = "Kode desa/kelurahan Kemendagri" },

  -- Work. DTSEN says whether, in which trade and position (Regsosek questions 416 to 418), other lists an occupation.
  field.boolean "bekerja" { title = "Bekerja" },
  field.choice "lapangan_usaha" {
    "padi dan palawija", "hortikultura", "perkebunan", "perikanan", "peternakan", "kehutanan", "pertambangan",
    "industri", "listrik dan gas", "air dan limbah", "konstruksi", "perdagangan dan reparasi", "angkutan",
    "akomodasi dan makan minum", "informasi dan komunikasi", "keuangan", "real estat", "jasa profesional",
    "jasa persewaan", "administrasi pemerintahan", "pendidikan", "kesehatan", "kesenian dan hiburan", "jasa lainnya",
    "pekerja rumah tangga", "badan internasional",
    title = "Lapangan usaha pekerjaan utama",
  },
  field.choice "kedudukan" {
    "berusaha sendiri", "dibantu buruh tidak tetap", "dibantu buruh tetap", "buruh atau karyawan", "pns tni polri bumn",
    "pekerja bebas pertanian", "pekerja bebas nonpertanian", "pekerja keluarga",
    title = "Kedudukan dalam pekerjaan utama",
  },
  field.choice "pekerjaan" {
    -- on their own account or casual
    "petani", "buruh tani", "peternak", "nelayan", "buruh nelayan", "pembudidaya ikan", "pekerja lepas",
    "buruh harian lepas", "buruh bangunan", "tukang", "pedagang", "pedagang kaki lima", "wiraswasta", "ojek", "sopir",
    "kurir", "tukang becak", "juru parkir", "mekanik", "penjahit", "penenun", "perajin", "pemulung", "penambang rakyat",
    "pekerja rumah tangga", "guru ngaji", "marbot", "pemuka agama", "seniman", "kader posyandu", "pengurus rt/rw",
    "pengelola bank sampah", "pekerja keluarga",
    -- paid by someone who must insure them
    "karyawan swasta", "guru honorer", "honorer", "pns", "pppk", "tni", "polri", "karyawan bumn", "karyawan bumd",
    "aparatur atau karyawan bumn", "pejabat negara", "kepala desa", "perangkat desa", "tenaga profesional",
    -- not working
    "pensiunan", "mengurus rumah tangga", "pelajar", "tidak bekerja", "lainnya",
    title = "Pekerjaan",
    reads = { "bekerja", "lapangan_usaha", "kedudukan" },
    blanks = true,
    -- What the three say without doubt; everything else stays blank, to be looked up.
    derive = function(bekerja, lapangan_usaha, kedudukan)
      if bekerja == false then return "tidak bekerja" end
      if kedudukan == nil then return nil end
      if kedudukan == "buruh atau karyawan" then return "karyawan swasta" end
      if kedudukan == "pns tni polri bumn" then return "aparatur atau karyawan bumn" end
      if kedudukan == "pekerja bebas pertanian" then return "buruh tani" end
      if kedudukan == "pekerja bebas nonpertanian" then return "pekerja lepas" end
      if lapangan_usaha == "padi dan palawija" then return "petani" end
      if lapangan_usaha == "hortikultura" or lapangan_usaha == "perkebunan" then return "petani" end
      if lapangan_usaha == "perikanan" then return "nelayan" end
      if lapangan_usaha == "peternakan" then return "peternak" end
      if lapangan_usaha == "perdagangan dan reparasi" then return "pedagang" end
      if kedudukan == "pekerja keluarga" then return "pekerja keluarga" end
      return nil
    end,
  },
  -- Only the discounts of PP 50/2025 ask for it; see national/bpu.lua.
  field.choice "segmen" {
    "transportasi", "bukan transportasi",
    title = "Segmen iuran",
    reads = { "pekerjaan" },
    derive = function(pekerjaan)
      if pekerjaan == "ojek" or pekerjaan == "sopir" or pekerjaan == "kurir" or pekerjaan == "tukang becak" then
        return "transportasi"
      end
      return "bukan transportasi"
    end,
  },
  field.money "penghasilan" { title = "Penghasilan sebulan", unit = "rupiah", range = { 0, 1000000000000 } },

  -- The family.
  field.integer "desil" { title = "Desil kesejahteraan keluarga", range = { 1, 10 } },
  field.choice "hubungan" {
    "kepala keluarga", "suami", "istri", "istri/suami", "anak", "menantu", "cucu", "orang tua", "mertua",
    "orang tua/mertua", "famili lain", "pembantu", "lainnya",
    title = "Hubungan dengan kepala keluarga",
  },
  field.boolean "kepala_keluarga" { title = "Kepala keluarga" },
  field.integer "anggota" { title = "Anggota keluarga", unit = "orang", range = { 0, 99 },
                            derive = members { key = "id_keluarga" } },
  field.integer "tanggungan" { title = "Tanggungan", unit = "orang", range = { 0, 99 },
                               derive = members { key = "id_keluarga", when = { kepala_keluarga = false } } },
  field.money "pengeluaran" { title = "Pengeluaran keluarga sebulan", unit = "rupiah", range = { 0, 1000000000000 } },

  -- Disability. DTSEN grades eight difficulties on an inverted scale: 1 cannot at all, 2 much, 3 a little, 4 none.
  field.integer "sulit_melihat" { title = "Kesulitan melihat", range = { 1, 4 } },
  field.integer "sulit_mendengar" { title = "Kesulitan mendengar", range = { 1, 4 } },
  field.integer "sulit_berjalan" { title = "Kesulitan berjalan atau naik tangga", range = { 1, 4 } },
  field.integer "sulit_menggunakan_tangan" { title = "Kesulitan menggunakan tangan atau jari", range = { 1, 4 } },
  field.integer "sulit_mengingat" { title = "Kesulitan mengingat atau berkonsentrasi", range = { 1, 4 } },
  field.integer "sulit_berbicara" { title = "Kesulitan berbicara", range = { 1, 4 } },
  field.integer "sulit_belajar" { title = "Kesulitan belajar", range = { 1, 4 } },
  field.integer "sulit_mengurus_diri" { title = "Kesulitan mengurus diri", range = { 1, 4 } },
  field.boolean "disabilitas" {
    title = "Penyandang disabilitas",
    reads = { "sulit_melihat", "sulit_mendengar", "sulit_berjalan", "sulit_menggunakan_tangan", "sulit_mengingat",
              "sulit_berbicara", "sulit_belajar", "sulit_mengurus_diri" },
    blanks = true,
    -- The Washington Group's threshold: much difficulty in one of them is enough; none only when all are known.
    derive = function(see, hear, walk, hands, remember, speak, learn, care)
      local least, known = 4, 0
      local function ask(grade)
        if grade ~= nil then least, known = math.min(least, grade), known + 1 end
      end
      ask(see) ask(hear) ask(walk) ask(hands) ask(remember) ask(speak) ask(learn) ask(care)
      if least <= 2 then return true end
      if known == 8 then return false end
      return nil
    end,
  },

  -- The register of residents.
  field.boolean "padan_dukcapil" { title = "Padan data Dukcapil" },
  field.choice "status_dasar" { "hidup", "meninggal", "pindah", "hilang", "pergi", "tidak valid",
                                title = "Status penduduk" },

  -- BPJS Ketenagakerjaan: covered now, and from when to when. An end left blank is open.
  field.boolean "jamsos_aktif" { title = "Peserta aktif BPJS Ketenagakerjaan" },
  field.date "jamsos_dari" { title = "Perlindungan mulai" },
  field.date "jamsos_sampai" { title = "Perlindungan berakhir" },

  -- Earlier years of the programme.
  field.integer "tahun_ke" { title = "Tahun yang sudah dibayar pemerintah", unit = "tahun", range = { 0, 20 } },
  field.boolean "verifikasi" { title = "Diverifikasi ulang oleh desa tahun ini" },
  field.choice "penanggung_lalu" { "kabupaten", "provinsi", "desa", "csr", "donasi", "mandiri",
                                   title = "Penanggung iuran tahun lalu" },
}
