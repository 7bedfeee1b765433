-- A programme on the fields that fields.lua derives, and on the dated table: what they say is fixed by the cases beside
-- it and by rates.sh.
local bpu = require "national.bpu"

-- Three people each, so that every funder pays someone.
local function three(id, from, payer, segment, ...)
  return funder { id, seats = 3, pays = rate { bpu.table, ... }, payer = payer, from = from, months = 1,
                  only = { segmen = segment } }
end
local driver, other = "transportasi", "bukan transportasi"

return programme {
  id = "turunan",
  region = "53.15",
  as_of = "2024-01-01",
  segment = "segmen",
  eligibility = {
    rule { "petani", missing = "accept", when = { any_of { { pekerjaan = "petani" }, { segmen = "transportasi" } } } },
    rule { "bekerja-sendiri", missing = "accept", when = { pekerjaan = none_of {
      "karyawan swasta", "aparatur atau karyawan bumn", "tidak bekerja" } } },
  },
  priority = {
    score { "disabilitas", points = 1, when = { disabilitas = true } },
    score { "tanpa-disabilitas", points = 10, when = { disabilitas = false } },
    score { "transportasi", points = 100, when = { segmen = "transportasi" } },
  },
  order = { desc "score", lottery { seed = "uji" } },
  funders = {
    three("apbd-2026", "2026-05", "apbd", other, "JKK", "JKM"),
    three("donasi-2026", "2026-05", "donasi", driver, "JKK", "JKM"),
    three("mandiri-2020", "2020-09", "mandiri", other, "JKK", "JKM"),
    three("mandiri-2026", "2026-05", "mandiri", other, "JKK", "JKM"),
    three("mandiri-2026-01", "2026-01", "mandiri", other, "JKK", "JKM"),
    three("angkutan-2026-01", "2026-01", "mandiri", driver, "JKK", "JKM"),
    three("angkutan-2027-03", "2027-03", "mandiri", driver, "JKK", "JKM"),
    three("angkutan-2027-04", "2027-04", "mandiri", driver, "JKK", "JKM"),
    three("tiga-program", "2024-01", "apbd", other, "JKK", "JKM", "JHT"),
  },
}
