-- P3KE, the individual file: 31 columns, values as words, one row a person. Every member of a family is here, so that
-- tanggungan and anggota are counted from the rows.
-- The list of occupations is from memory of the data's public summaries: a word outside it is quarantined, not guessed.
local pekerjaan = {
  ["Petani"] = "petani",
  ["Nelayan"] = "nelayan",
  ["Pekerja lepas"] = "pekerja lepas",
  ["Pedagang"] = "pedagang",
  ["Wiraswasta"] = "wiraswasta",
  ["Pegawai swasta"] = "karyawan swasta",
  ["PNS/TNI/Polri"] = "pns",
  ["Pejabat negara"] = "pejabat negara",
  ["Pensiunan"] = "pensiunan",
  ["Tidak/belum bekerja"] = "tidak bekerja",
  ["Lainnya"] = "lainnya",
}

local fillers = require "national.fillers"

return source {
  "p3ke_individu",
  title = "P3KE individu",
  vintage = "2023",
  adds = "workers",
  key = "nik",
  precedence = 10,
  map = {
    nik = "nik",
    nama = "nama",
    alamat = "alamat",
    id_keluarga = { "id_keluarga_p3ke", "id_keluarga" },
    tanggal_lahir = { "tanggal_lahir", format = { "dd/mm/yyyy", "dd-mm-yyyy" }, blank = fillers.birth },
    jenis_kelamin = { "jenis_kelamin", codes = { ["Laki-laki"] = "L", Perempuan = "P", L = "L", P = "P" } },
    status_kawin = { "status_kawin", codes = {
      ["Belum kawin"] = "belum kawin", ["Kawin"] = "kawin",
      ["Cerai hidup"] = "cerai hidup", ["Cerai mati"] = "cerai mati",
    } },
    kecamatan = "kecamatan",
    desa = "desa_kelurahan",
    kode_desa = { "kode_kemdagri", strip = "." },
    -- One regional edition writes 'Suami/Istri' and the like: what stands before the stroke is the relation.
    hubungan = { "hubungan_dengan_kepala_keluarga", before = "/", codes = {
      ["Kepala keluarga"] = "kepala keluarga", ["Suami"] = "suami", ["Istri"] = "istri", ["Anak"] = "anak",
      ["Menantu"] = "menantu", ["Cucu"] = "cucu", ["Orang tua"] = "orang tua", ["Mertua"] = "mertua",
      ["Famili lain"] = "famili lain", ["Pembantu"] = "pembantu", ["Lainnya"] = "lainnya",
    } },
    kepala_keluarga = { "hubungan_dengan_kepala_keluarga", before = "/",
                        codes = { ["Kepala keluarga"] = true, otherwise = false } },
    pekerjaan = { "pekerjaan", codes = pekerjaan, blank = { "-" } },
    desil = { "desil_kesejahteraan", blank = { "0", "-" } },
    padan_dukcapil = { "padan_dukcapil", codes = { Ya = true, Tidak = false } },
  },
}
