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

--@ 5304_belu.desa
-- The 69 desa of Belu by Kemendagri code (kelurahan left out: they have no village money), each with the same weight.
local desa = {
  "5304012001", "5304012002", "5304012004", "5304012005", "5304012006", "5304012008", "5304012009",
  "5304012014", "5304012015", "5304022001", "5304022002", "5304022003", "5304022004", "5304022005",
  "5304022006", "5304022007", "5304022008", "5304022009", "5304022010", "5304022018", "5304022019",
  "5304032001", "5304032002", "5304032003", "5304032004", "5304032005", "5304032006", "5304042001",
  "5304042002", "5304042003", "5304042004", "5304042005", "5304042006", "5304042007", "5304042009",
  "5304052001", "5304052002", "5304052003", "5304052004", "5304052005", "5304052006", "5304132001",
  "5304132002", "5304132003", "5304132004", "5304132005", "5304132006", "5304132007", "5304132008",
  "5304132009", "5304172001", "5304172002", "5304172003", "5304172004", "5304172005", "5304172006",
  "5304172007", "5304182001", "5304182002", "5304182003", "5304182004", "5304182005", "5304182006",
  "5304182007", "5304182008", "5304232001", "5304232002", "5304232003", "5304232004",
}

local weights = {}
for _, code in ipairs(desa) do weights[code] = 1 end
return { codes = desa, weights = weights }
