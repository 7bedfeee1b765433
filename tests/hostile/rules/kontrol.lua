-- The programme of another office on the same database. Its answer is known before the first hostile file and must be the
-- same to the byte after each of them.
local bpu = require "national.bpu"
local fungsi = require "fungsi"

return programme {
  id = "kontrol", title = "Kontrol", region = "53.15", as_of = "2025-01-01", basis = { "Perda contoh" },
  eligibility = {
    rule { "usia", when = { umur = between(18, 64) }, reason = "umur {umur}", basis = "Perda contoh" },
    rule { "miskin", reads = { "desil" }, when = fungsi, reason = "desil {desil}", basis = "Perda contoh" },
  },
  priority = {
    score { "tanggungan", points = per("tanggungan", { each = 5, up_to = 6 }), basis = "Perda contoh" },
    score { "kk", reads = { "kepala_keluarga" }, range = { 0, 30 }, basis = "Perda contoh",
            points = function(kepala_keluarga) return kepala_keluarga and 30 or 0 end },
  },
  order = { desc "score", asc "desil", lottery { seed = "kontrol" } },
  quotas = { quota { by = "kecamatan", at_most = 2, basis = "Perda contoh" } },
  funders = { funder { "APBD", budget = 806400, pays = rate { bpu.table, "JKK", "JKM" }, from = "2025-01", months = 12,
                       basis = "Perda contoh" } },
}
