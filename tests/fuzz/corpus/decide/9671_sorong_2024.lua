-- Kota Sorong 2024: 19,336 workers planned on Rp2.2 billion. No whole number of months uses that sum up, so the number
-- of months is what the money allows without leaving any of the planned places empty: six. 2024_12m.lua fixes a year.
local bpu    = require "national.bpu"
local common = require "national.eligibility"

local perwali = "Peraturan Wali Kota Sorong 4/2021"

return programme {
  id     = "sorong-2024",
  title  = "Perlindungan jaminan sosial ketenagakerjaan bagi pekerja rentan Kota Sorong 2024",
  region = "96.71",
  as_of  = "2024-01-01",
  basis  = { perwali },

  eligibility = {
    common.working_age:with { basis = perwali },
    common.not_covered,
    common.informal_work:with { basis = perwali },
  },

  priority = {
    score { "desil", title = "Desil kesejahteraan", basis = perwali,
            points = by("desil", { [1] = 40, [2] = 30, [3] = 20, [4] = 10 }) },
    score { "risiko", title = "Pekerjaan berisiko", basis = perwali, points = 15,
            when = { pekerjaan = one_of { "nelayan", "ojek", "sopir", "buruh bangunan", "pemulung" } } },
    score { "kepala-keluarga", title = "Kepala keluarga", basis = perwali, points = 10,
            when = { kepala_keluarga = true } },
  },
  -- The seed of the example; a real one is drawn in public after the data are frozen.
  order = { desc "score", lottery { seed = "contoh undian Sorong" } },

  funders = {
    funder { "APBD", title = "APBD Kota Sorong", basis = perwali, seats = 19336,
             budget = rupiah "2.200.000.000", pays = rate { bpu.table, "JKK", "JKM" },
             from = "2024-01", months = as_many_as_fit { up_to = 12 } },
  },
  published = { title = "Berita Februari 2024", people = 19336, amount = rupiah "2.200.000.000" },
}

--@ workers
tanggal_lahir,pekerjaan,kecamatan,desa,kode_desa,desil,tanggungan,kepala_keluarga,disabilitas,jenis_kelamin,jamsos_aktif,padan_dukcapil,status_dasar,tahun_ke,verifikasi,bulan_tinggal
1980-05-01,petani,Komodo,Gorontalo,5304012001,1,2,ya,tidak,P,tidak,ya,hidup,1,ya,12
1980-05-01,nelayan,Komodo,Batu Cermin,5304012002,2,0,ya,ya,L,tidak,ya,hidup,1,ya,3
1950-05-01,pns,Komodo,Gorontalo,5304012001,2,0,tidak,tidak,L,tidak,ya,hidup,2,ya,
1980-05-01,petani,Boleng,Mbuit,5304012002,,1,ya,tidak,P,tidak,ya,hidup,1,tidak,12
1980-05-01,petani,Boleng,Mbuit,5304012004,2,,ya,tidak,P,ya,ya,hidup,1,,12
1990-12-31,ojek,Boleng,Mbuit,5304012004,1,3,tidak,ya,L,tidak,,mati,2,ya,
