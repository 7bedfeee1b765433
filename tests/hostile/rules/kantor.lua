-- What the hostile files of this folder share: a programme around one guest. Keys that the guest does not give have harmless
-- values, so that each file shows its one trick and nothing else.
local bpu = require "national.bpu"

return function(guest)
  local eligibility = guest.eligibility
  if not eligibility and guest.when then
    eligibility = { rule { "tamu", basis = "Perda contoh", reads = guest.reads, when = guest.when } }
  end
  return programme {
    id = guest.id or "tamu", title = guest.title or "Tamu", region = guest.region or "53.15",
    as_of = guest.as_of or "2025-01-01", basis = guest.basis or { "Perda contoh" },
    eligibility = eligibility or { rule { "usia", when = { umur = between(18, 64) } } },
    priority = guest.priority,
    order = guest.order or { desc "score", lottery { seed = "tamu" } },
    quotas = guest.quotas,
    funders = guest.funders or {
      funder { "APBD", budget = guest.budget or 604800, pays = guest.pays or rate { bpu.table, "JKK", "JKM" },
               from = guest.from or "2025-01", months = guest.months or 12, only = guest.only, basis = "Perda contoh" },
    },
    published = guest.published,
  }
end
