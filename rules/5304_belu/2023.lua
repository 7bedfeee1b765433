-- Belu 2023: every desa pays its own workers from its village money, so there is a purse for each of the 69 desa. The
-- sum is split in whole workers: 33 desa have 85 places and 36 have 84.
local bpu    = require "national.bpu"
local common = require "national.eligibility"
local desa   = require "5304_belu.desa"

local se = "Surat Edaran Gubernur NTT, 25 Oktober 2022"

return programme {
  id     = "belu-2023",
  title  = "Perlindungan jaminan sosial ketenagakerjaan bagi pekerja rentan desa di Belu 2023",
  region = "53.04",
  as_of  = "2023-01-01",
  basis  = { se },

  eligibility = {
    common.working_age:with { basis = se },
    common.not_covered,
    common.informal_work:with { basis = se },
    rule { "warga-desa", title = "Warga salah satu dari 69 desa", basis = se,
           when   = { kode_desa = one_of(desa.codes) },
           reason = "{desa} adalah kelurahan; dana desa hanya untuk desa" },
  },

  priority = {
    score { "desil", title = "Desil kesejahteraan", basis = se,
            points = by("desil", { [1] = 40, [2] = 30, [3] = 10 }) },
    score { "kepala-keluarga", title = "Kepala keluarga dengan tanggungan", basis = se,
            points = per("tanggungan", { each = 2, up_to = 5 }), when = { kepala_keluarga = true } },
  },
  -- The seed of the example; a real one is drawn in public after the data are frozen.
  order = { desc "score", lottery { seed = "contoh undian Atambua" } },

  funders = {
    funder { "dana-desa", title = "APBDes 69 desa", basis = se, by = "kode_desa",
             budget = split { total = rupiah "1.175.126.400", by = desa.weights, unit = rupiah "201.600" },
             pays = rate { bpu.table, "JKK", "JKM" }, from = "2023-01", months = 12 },
  },
  published = { title = "Berita Mei 2023", people = 5892, amount = rupiah "1.175.126.400" },
}
