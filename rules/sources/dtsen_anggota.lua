-- DTSEN, the member file (v3 2026: cells set off by '|', the file's name carries the regency's Kemendagri code).
-- Codes are those of Regsosek 2022-K: 3 is a child here, where the civil register's 3 is a wife. The decile stands in
-- the family file only, joined by the family card number.
local lapangan_usaha = {
  ["1"] = "padi dan palawija", ["2"] = "hortikultura", ["3"] = "perkebunan", ["4"] = "perikanan", ["5"] = "peternakan",
  ["6"] = "kehutanan", ["7"] = "pertambangan", ["8"] = "industri", ["11"] = "konstruksi",
  ["12"] = "perdagangan dan reparasi", ["13"] = "angkutan", ["14"] = "akomodasi dan makan minum",
  ["20"] = "administrasi pemerintahan", ["21"] = "pendidikan", ["25"] = "pekerja rumah tangga",
  -- The rest of the 26 are from memory of the questionnaire.
  ["9"] = "listrik dan gas", ["10"] = "air dan limbah", ["15"] = "informasi dan komunikasi", ["16"] = "keuangan",
  ["17"] = "real estat", ["18"] = "jasa profesional", ["19"] = "jasa persewaan", ["22"] = "kesehatan",
  ["23"] = "kesenian dan hiburan", ["24"] = "jasa lainnya", ["26"] = "badan internasional",
}

local fillers = require "national.fillers"

return source {
  "dtsen_anggota",
  title = "DTSEN anggota keluarga",
  vintage = "2026 v3",
  adds = "workers",
  key = "nik",
  precedence = 8,
  delimiter = "|",
  map = {
    nik = { "nomor_induk_kependudukan", "nik" },
    no_kk = { "nomor_kartu_keluarga", "no_kk" },
    id_keluarga = { "nomor_kartu_keluarga", "no_kk" },
    nama = "nama",
    tanggal_lahir = { "tanggal_lahir", format = { "dd/mm/yyyy", "dd-mm-yyyy" }, blank = fillers.birth },
    jenis_kelamin = { "jenis_kelamin", codes = { ["1"] = "L", ["2"] = "P", m = "L", f = "P" } },
    status_kawin = { "status_kawin", codes = {
      ["1"] = "belum kawin", ["2"] = "kawin", ["3"] = "cerai hidup", ["4"] = "cerai mati",
    } },
    hubungan = { "status_hubungan_keluarga", codes = {
      ["1"] = "kepala keluarga", ["2"] = "istri/suami", ["3"] = "anak", ["4"] = "menantu", ["5"] = "cucu",
      ["6"] = "orang tua/mertua", ["7"] = "pembantu", ["8"] = "lainnya",
    } },
    kepala_keluarga = { "status_hubungan_keluarga", codes = { ["1"] = true, otherwise = false } },
    alamat = "alamat_ktp",
    kecamatan = "kecamatan_ktp",
    desa = "kelurahan_desa_ktp",
    kode_desa = { "kode_kelurahan_desa_ktp", strip = "." },
    bekerja = { "status_bekerja", codes = { ["1"] = true, ["2"] = false }, blank = { "0" } },
    lapangan_usaha = { "lapangan_usaha_dari_pekerjaan_utama", codes = lapangan_usaha, blank = { "0" } },
    kedudukan = { "status_dalam_pekerjaan_utama", blank = { "0" }, codes = {
      ["1"] = "berusaha sendiri", ["2"] = "dibantu buruh tidak tetap", ["3"] = "dibantu buruh tetap",
      ["4"] = "buruh atau karyawan", ["5"] = "pns tni polri bumn", ["6"] = "pekerja bebas pertanian",
      ["7"] = "pekerja bebas nonpertanian", ["8"] = "pekerja keluarga",
    } },
    sulit_melihat = { "penglihatan", blank = { "0" } },
    sulit_mendengar = { "pendengaran", blank = { "0" } },
    sulit_berjalan = { "berjalan_atau_naik_tangga", blank = { "0" } },
    sulit_menggunakan_tangan = { "menggunakan_tangan_jari", blank = { "0" } },
    sulit_mengingat = { "mengingat_berkonsentrasi", blank = { "0" } },
    sulit_berbicara = { "berbicara_komunikasi", blank = { "0" } },
    sulit_belajar = { "belajar_kemampuan_intelektual", blank = { "0" } },
    sulit_mengurus_diri = { "mengurus_diri", blank = { "0" } },
  },
}
