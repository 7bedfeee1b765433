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
