-- The short list that an office can make by itself: one row a person, headers as the fields are called.
-- Everything past `disabilitas` may be left out of the file.
local fillers = require "national.fillers"
local occupations = require "national.occupations"

-- As people tick boxes.
local yes_no = { ya = true, y = true, ["1"] = true, ["true"] = true, ["√"] = true,
                 tidak = false, t = false, ["0"] = false, ["false"] = false }
local function optional(column) return { column, optional = true } end

return source {
  "simple",
  title = "Daftar calon peserta",
  adds = "workers",
  key = "nik",
  precedence = 20,
  map = {
    nik = "nik",
    nama = "nama",
    tanggal_lahir = { "tanggal_lahir", format = { "dd/mm/yyyy", "dd-mm-yyyy", "dd mon yyyy" }, blank = fillers.birth },
    jenis_kelamin = { "jenis_kelamin", codes = { L = "L", P = "P", ["Laki-laki"] = "L", Perempuan = "P",
                                             LK = "L", PR = "P" } },
    pekerjaan = { "pekerjaan", codes = occupations.codes, blank = { "-" } },
    kecamatan = "kecamatan",
    desa = "desa",
    desil = { "desil", blank = { "0", "-" } },
    tanggungan = "tanggungan",
    kepala_keluarga = { "kepala_keluarga", codes = yes_no },
    disabilitas = { "disabilitas", codes = yes_no },
    no_kk = optional "no_kk",
    id_keluarga = optional "id_keluarga",
    kode_desa = { "kode_desa", optional = true, strip = "." },
    anggota = optional "anggota",
    penghasilan = optional "penghasilan",
    pengeluaran = optional "pengeluaran",
    padan_dukcapil = optional "padan_dukcapil",
    status_dasar = optional "status_dasar",
    jamsos_aktif = optional "jamsos_aktif",
    jamsos_dari = optional "jamsos_dari",
    jamsos_sampai = optional "jamsos_sampai",
    tahun_ke = optional "tahun_ke",
    verifikasi = optional "verifikasi",
    penanggung_lalu = optional "penanggung_lalu",
  },
}
