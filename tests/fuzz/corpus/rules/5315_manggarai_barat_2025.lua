-- Manggarai Barat 2025: those paid before come first, at most three years and only if their desa verified them again;
-- then newcomers, by the needs of 2024. With the budget of the target announced before: --set
-- funders/APBD/budget=937238400 (4,649 workers).
local bpu    = require "national.bpu"
local common = require "national.eligibility"

local perda = "Perda Kabupaten Manggarai Barat 5/2023"
local news  = "Keterangan Dinas Tenaga Kerja dalam berita 18 November 2025"

return programme {
  id     = "mabar-2025",
  title  = "Perlindungan jaminan sosial ketenagakerjaan bagi pekerja rentan Manggarai Barat 2025",
  region = "53.15",
  as_of  = "2025-01-01",
  basis  = { perda, news },

  eligibility = {
    common.working_age:with { basis = perda },
    common.not_covered,
    common.informal_work:with { basis = perda },
    common.poor:with { when = { desil = at_most(4) }, basis = perda, reason = "desil {desil}; batas desil 4" },
    rule { "perpanjangan", title = "Paling lama tiga tahun, diverifikasi ulang", basis = news,
           when   = { any_of { { tahun_ke = 0 }, { tahun_ke = between(1, 2), verifikasi = true } } },
           reason = "sudah dibayar {tahun_ke} tahun; verifikasi ulang desa: {verifikasi}" },
  },

  priority = {
    score { "lanjutan", title = "Peserta lama yang diverifikasi ulang", basis = news,
            points = 1000, when = { tahun_ke = between(1, 2), verifikasi = true } },
    score { "kk-tanggungan", title = "Kepala keluarga dengan banyak tanggungan", basis = perda,
            points = per("tanggungan", { each = 5, up_to = 6 }), when = { kepala_keluarga = true } },
    score { "kk-disabilitas", title = "Kepala keluarga penyandang disabilitas", basis = perda,
            points = 30, when = { kepala_keluarga = true, disabilitas = true } },
    score { "kk-perempuan", title = "Perempuan kepala keluarga", basis = perda,
            points = 30, when = { kepala_keluarga = true, jenis_kelamin = "P" } },
    score { "desil", title = "Desil kesejahteraan", basis = perda,
            points = by("desil", { [1] = 15, [2] = 5 }) },
  },
  -- The seed of the example; see 2024.lua.
  order = { desc "score", asc "desil", lottery { seed = "contoh undian Labuan Bajo 2025" } },

  funders = {
    funder { "APBD", title = "APBD Kabupaten Manggarai Barat", basis = perda,
             budget = rupiah "570.326.400", pays = rate { bpu.table, "JKK", "JKM" }, from = "2025-01", months = 12 },
  },
  published = { title = "Berita 18 November 2025", people = 2829, amount = rupiah "570.326.400" },
}
