-- The same programme with a whole year fixed: the money then pays 10,912 workers, the rest stands in reserve.
local bpu  = require "national.bpu"
local base = require "9671_sorong.2024"

return base:with {
  id    = "sorong-2024-12m",
  title = "Perlindungan jaminan sosial ketenagakerjaan bagi pekerja rentan Kota Sorong 2024, dua belas bulan",
  replace = {
    APBD = funder { "APBD", title = "APBD Kota Sorong", basis = "Peraturan Wali Kota Sorong 4/2021", seats = 19336,
                    budget = rupiah "2.200.000.000", pays = rate { bpu.table, "JKK", "JKM" },
                    from = "2024-01", months = 12 },
  },
}
