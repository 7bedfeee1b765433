-- A list as the desa of @OFFICE@ send it: change the column names on the right to those of your files.
local fillers = require "national.fillers"

return source {
  "daftar_desa",
  title = "Daftar usulan desa",
  adds = "workers",
  key = "nik",
  precedence = 10,
  map = {
    nik = "NIK",
    nama = "Nama Lengkap",
    tanggal_lahir = { "Tgl Lahir", format = { "dd/mm/yyyy", "dd-mm-yyyy", "dd mon yyyy" }, blank = fillers.birth },
    jenis_kelamin = { "L/P", codes = { L = "L", P = "P" } },
    pekerjaan = { "Pekerjaan", codes = {
      Petani = "petani", Nelayan = "nelayan", Ojek = "ojek", Pedagang = "pedagang", Tukang = "tukang",
      ["Buruh harian"] = "buruh harian lepas", PNS = "pns", Honorer = "honorer",
      -- A word that is not here sends its row to quarantine, to be added or corrected: nothing is guessed.
    } },
    kecamatan = "Kecamatan",
    desa = { "Desa", "Desa/Kelurahan" },
    desil = { "Desil", blank = { "0", "-" } },
    tanggungan = { "Tanggungan", "Jumlah Tanggungan" },
    kepala_keluarga = { "Kepala Keluarga", codes = { Ya = true, Tidak = false } },
    bulan_tinggal = { "Lama Tinggal (bulan)", optional = true },
  },
}
