-- The same for a list in which each person stands once.
local yes_no = { ya = true, y = true, ["1"] = true, ["true"] = true, ["√"] = true, tidak = false, t = false, ["0"] = false }

return source {
  "daftar_sekali", title = "Daftar, tiap orang sekali", once = true, adds = "workers", key = "nik", precedence = 10,
  map = {
    nik = "nik",
    nama = "nama",
    tanggal_lahir = { "tanggal_lahir", format = { "dd/mm/yyyy", "dd-mm-yyyy", "dd mon yyyy" } },
    jenis_kelamin = { "jenis_kelamin", codes = { L = "L", P = "P", ["Laki-laki"] = "L", Perempuan = "P", LK = "L", PR = "P" } },
    desil = { "desil", blank = { "0", "-" } },
    penghasilan = "penghasilan",
    no_kk = { "no_kk", optional = true },
    alamat = { "alamat", optional = true },
    desa = { "desa", optional = true },
    kode_desa = { "kode_desa", optional = true, strip = "." },
    kepala_keluarga = { "kepala_keluarga", optional = true, codes = yes_no },
    pekerjaan = { "pekerjaan", optional = true },
    status_dasar = { "status_dasar", optional = true },
  },
}
