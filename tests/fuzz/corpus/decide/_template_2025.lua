-- The first programme of kantor. Everything marked CONTOH is made up: replace it by what your own decree says.
local bpu    = require "national.bpu"
local common = require "national.eligibility"

local decree = "CONTOH: nomor keputusan"

return programme {
  id     = "kantor-2025",
  title  = "Perlindungan jaminan sosial ketenagakerjaan bagi pekerja rentan",
  region = "53.15",      -- CONTOH: your regency's Kemendagri code; one database holds one regency
  as_of  = "2025-01-01", -- the day on which ages are counted
  basis  = { decree },

  eligibility = {
    common.working_age:with { basis = decree },
    common.not_covered,
    common.informal_work:with { basis = decree },
    common.poor:with { when = { desil = at_most(2) }, basis = decree, reason = "desil {desil}; batas desil 2" },
    -- A rule on this office's own field; blank counts as met until the desa have filled the column.
    rule { "menetap", title = "Menetap di kabupaten", basis = decree, missing = "accept",
           when   = { bulan_tinggal = at_least(6) },
           reason = "baru {bulan_tinggal} bulan tinggal di sini; paling sedikit 6" },
  },

  priority = {
    score { "kk-perempuan", title = "Perempuan kepala keluarga", basis = decree,
            points = 30, when = { kepala_keluarga = true, jenis_kelamin = "P" } },
    score { "kk-tanggungan", title = "Kepala keluarga dengan tanggungan", basis = decree,
            points = per("tanggungan", { each = 5, up_to = 6 }), when = { kepala_keluarga = true } },
  },
  -- Draw the seed in public after the data are frozen: --set order/lottery/seed=…
  order = { desc "score", asc "desil", lottery { seed = "CONTOH" } },

  quotas  = { quota { by = "kecamatan", at_least = 1, basis = decree } },
  funders = {
    funder { "APBD", title = "APBD kabupaten", basis = decree, budget = rupiah "20.160.000",
             pays = rate { bpu.table, "JKK", "JKM" }, from = "2025-01", months = 12 },
  },
}

--@ kantor.fields
-- Fields that only kantor has. They come after the shared ones of the national fields.lua.
return {
  field.integer "bulan_tinggal" { title = "Lama tinggal di kabupaten", unit = "bulan", range = { 0, 1200 } },
}

--@ workers
tanggal_lahir,pekerjaan,kecamatan,desa,kode_desa,desil,tanggungan,kepala_keluarga,disabilitas,jenis_kelamin,jamsos_aktif,padan_dukcapil,status_dasar,tahun_ke,verifikasi,bulan_tinggal
1980-05-01,petani,Komodo,Gorontalo,5304012001,1,2,ya,tidak,P,tidak,ya,hidup,1,ya,12
1980-05-01,nelayan,Komodo,Batu Cermin,5304012002,2,0,ya,ya,L,tidak,ya,hidup,1,ya,3
1950-05-01,pns,Komodo,Gorontalo,5304012001,2,0,tidak,tidak,L,tidak,ya,hidup,2,ya,
1980-05-01,petani,Boleng,Mbuit,5304012002,,1,ya,tidak,P,tidak,ya,hidup,1,tidak,12
1980-05-01,petani,Boleng,Mbuit,5304012004,2,,ya,tidak,P,ya,ya,hidup,1,,12
1990-12-31,ojek,Boleng,Mbuit,5304012004,1,3,tidak,ya,L,tidak,,mati,2,ya,
