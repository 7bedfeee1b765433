-- Manggarai 2025: the province pays 4,280 workers for half a year, the regency 1,000 others for a whole one. Nobody is
-- paid twice: whoever ranks high enough for either gets the first declared funder that leaves a place for all others.
local bpu    = require "national.bpu"
local common = require "national.eligibility"

local pergub    = "Pergub NTT 18/2025"
local kabupaten = "APBD Kabupaten Manggarai 2025"

return programme {
  id     = "manggarai-2025",
  title  = "Perlindungan jaminan sosial ketenagakerjaan bagi pekerja rentan Manggarai 2025",
  region = "53.10",
  as_of  = "2025-07-01",
  basis  = { pergub, kabupaten },

  eligibility = {
    common.working_age:with { basis = pergub },
    common.not_covered,
    common.informal_work:with { basis = pergub },
    common.poor:with { when = { desil = at_most(4) }, basis = pergub, reason = "desil {desil}; batas desil 4" },
  },

  priority = {
    score { "desil", title = "Desil kesejahteraan", basis = pergub,
            points = by("desil", { [1] = 40, [2] = 30, [3] = 10 }) },
    score { "kepala-keluarga", title = "Kepala keluarga dengan tanggungan", basis = pergub,
            points = per("tanggungan", { each = 2, up_to = 5 }), when = { kepala_keluarga = true } },
    score { "kk-perempuan", title = "Perempuan kepala keluarga", basis = pergub,
            points = 10, when = { kepala_keluarga = true, jenis_kelamin = "P" } },
  },
  -- The seed of the example; a real one is drawn in public after the data are frozen.
  order = { desc "score", lottery { seed = "contoh undian Ruteng" } },

  -- The whole year first, so that it goes to those who stand highest.
  funders = {
    funder { "kabupaten", title = "APBD Kabupaten Manggarai", basis = kabupaten, seats = 1000,
             budget = rupiah "201.600.000", pays = rate { bpu.table, "JKK", "JKM" }, from = "2025-01", months = 12 },
    funder { "provinsi", title = "APBD Provinsi Nusa Tenggara Timur", basis = pergub, seats = 4280,
             budget = rupiah "431.424.000", pays = rate { bpu.table, "JKK", "JKM" }, from = "2025-07", months = 6 },
  },
  published = {
    { title = "Kuota kabupaten", funder = "kabupaten", people = 1000, amount = rupiah "201.600.000" },
    { title = "Kuota provinsi, Juli sampai Desember", funder = "provinsi", people = 4280,
      amount = rupiah "431.424.000" },
  },
}

--@ workers
tanggal_lahir,pekerjaan,kecamatan,desa,kode_desa,desil,tanggungan,kepala_keluarga,disabilitas,jenis_kelamin,jamsos_aktif,padan_dukcapil,status_dasar,tahun_ke,verifikasi,bulan_tinggal
1980-05-01,petani,Komodo,Gorontalo,5304012001,1,2,ya,tidak,P,tidak,ya,hidup,1,ya,12
1980-05-01,nelayan,Komodo,Batu Cermin,5304012002,2,0,ya,ya,L,tidak,ya,hidup,1,ya,3
1950-05-01,pns,Komodo,Gorontalo,5304012001,2,0,tidak,tidak,L,tidak,ya,hidup,2,ya,
1980-05-01,petani,Boleng,Mbuit,5304012002,,1,ya,tidak,P,tidak,ya,hidup,1,tidak,12
1980-05-01,petani,Boleng,Mbuit,5304012004,2,,ya,tidak,P,ya,ya,hidup,1,,12
1990-12-31,ojek,Boleng,Mbuit,5304012004,1,3,tidak,ya,L,tidak,,mati,2,ya,
