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
