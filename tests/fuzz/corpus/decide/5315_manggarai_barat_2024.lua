-- Manggarai Barat 2024: 1,000 workers in 12 kecamatan, 925 farmers, 66 fishermen and 9 casual workers, paid for a year.
-- What is published and what is assumed here stands in NOTES.md.
local bpu    = require "national.bpu"
local common = require "national.eligibility"

local perda  = "Perda Kabupaten Manggarai Barat 5/2023"
local decree = "Keputusan Bupati Manggarai Barat 298/KEP/HK/2024"

return programme {
  id     = "mabar-2024",
  title  = "Perlindungan jaminan sosial ketenagakerjaan bagi pekerja rentan Manggarai Barat 2024",
  region = "53.15",
  as_of  = "2024-09-03",
  basis  = { perda, decree },

  eligibility = {
    common.working_age:with { basis = perda },
    common.not_covered,
    rule { "pekerja-informal", title = "Pekerjaan yang dilindungi", basis = decree,
           when   = { pekerjaan = one_of { "petani", "nelayan", "pekerja lepas" } },
           reason = "pekerjaan {pekerjaan} bukan petani, nelayan atau pekerja lepas" },
    common.poor:with { basis = decree, reason = "desil {desil}; batas desil 2" },
  },

  priority = {
    score { "kk-tanggungan", title = "Kepala keluarga dengan banyak tanggungan", basis = perda,
            points = per("tanggungan", { each = 5, up_to = 6 }), when = { kepala_keluarga = true } },
    score { "kk-disabilitas", title = "Kepala keluarga penyandang disabilitas", basis = perda,
            points = 30, when = { kepala_keluarga = true, disabilitas = true } },
    score { "kk-perempuan", title = "Perempuan kepala keluarga", basis = perda,
            points = 30, when = { kepala_keluarga = true, jenis_kelamin = "P" } },
    score { "desil", title = "Desil kesejahteraan", basis = perda,
            points = by("desil", { [1] = 15, [2] = 5 }) },
  },
  -- The seed of the example. A real one is drawn in public after the data are frozen: --set order/lottery/seed=…
  order = { desc "score", asc "desil", lottery { seed = "contoh undian Labuan Bajo" } },

  quotas = {
    quota { by = "pekerjaan", basis = decree,
            at_most = { petani = 925, nelayan = 66, ["pekerja lepas"] = 9, otherwise = 0 } },
    quota { by = "kecamatan", basis = decree, at_least = 1 },
  },
  funders = {
    funder { "APBD", title = "APBD Kabupaten Manggarai Barat", basis = perda,
             budget = rupiah "201.600.000", pays = rate { bpu.table, "JKK", "JKM" }, from = "2024-01", months = 12 },
  },
  published = { title = "Keputusan Bupati, 3 September 2024", people = 1000, amount = rupiah "201.600.000" },
}

--@ workers
tanggal_lahir,pekerjaan,kecamatan,desa,kode_desa,desil,tanggungan,kepala_keluarga,disabilitas,jenis_kelamin,jamsos_aktif,padan_dukcapil,status_dasar,tahun_ke,verifikasi,bulan_tinggal
1980-05-01,petani,Komodo,Gorontalo,5304012001,1,2,ya,tidak,P,tidak,ya,hidup,1,ya,12
1980-05-01,nelayan,Komodo,Batu Cermin,5304012002,2,0,ya,ya,L,tidak,ya,hidup,1,ya,3
1950-05-01,pns,Komodo,Gorontalo,5304012001,2,0,tidak,tidak,L,tidak,ya,hidup,2,ya,
1980-05-01,petani,Boleng,Mbuit,5304012002,,1,ya,tidak,P,tidak,ya,hidup,1,tidak,12
1980-05-01,petani,Boleng,Mbuit,5304012004,2,,ya,tidak,P,ya,ya,hidup,1,,12
1990-12-31,ojek,Boleng,Mbuit,5304012004,1,3,tidak,ya,L,tidak,,mati,2,ya,
