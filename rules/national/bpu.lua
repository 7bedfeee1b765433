-- Contributions of people who work on their own account (bukan penerima upah) in the lowest income band, rupiah a
-- month: the only band that reported local programmes pay. A rate depends on the month, on who pays and on the segment,
-- so it is a table with dates, never a constant.
--
-- Payers: "apbd" (regency, province, village money), "apbn", "donasi" (donors, CSR, crowds) and "mandiri" (the worker).
-- Segments: "transportasi" and "bukan transportasi", the words of the field `segmen`.
--
-- Confirmed by published figures: 10,000 + 6,800 and 20,000. From memory: that PP 44/2015 and PP 46/2015 brought them
-- in July 2015; the size of the reduction of PP 49/2020 and its months. Whether village money, CSR and donations count
-- as government money for PP 50/2025 is not settled in any text found, so they have no discount here; an office that
-- knows better names the payer "mandiri".

local jkk, jkm, jht = 10000, 6800, 20000
local pp44, pp46 = "PP 44/2015 jo. PP 82/2019", "PP 46/2015 jo. PP 60/2015"
local pp49, pp50 = "PP 49/2020", "PP 50/2025"

local iuran = dated_table {
  "iuran-bpu",
  { "JKK", from = "2015-07", amount = jkk, basis = pp44 },
  { "JKM", from = "2015-07", amount = jkm, basis = pp44 },
  { "JHT", from = "2015-07", amount = jht, basis = pp46 },

  -- Covid-19: 1 percent of the contribution, August 2020 to January 2021 (from memory), for whoever paid it himself.
  { "JKK", from = "2020-08", to = "2021-01", payer = "mandiri", amount = jkk // 100, basis = pp49 },
  { "JKM", from = "2020-08", to = "2021-01", payer = "mandiri", amount = jkm // 100, basis = pp49 },

  -- Half, for self-payers only: transport January 2026 to March 2027, all others April to December 2026.
  { "JKK", from = "2026-01", to = "2027-03", payer = "mandiri", segment = "transportasi", amount = jkk // 2,
    basis = pp50 },
  { "JKM", from = "2026-01", to = "2027-03", payer = "mandiri", segment = "transportasi", amount = jkm // 2,
    basis = pp50 },
  { "JKK", from = "2026-04", to = "2026-12", payer = "mandiri", segment = "bukan transportasi", amount = jkk // 2,
    basis = pp50 },
  { "JKM", from = "2026-04", to = "2026-12", payer = "mandiri", segment = "bukan transportasi", amount = jkm // 2,
    basis = pp50 },
}

return { table = iuran }
