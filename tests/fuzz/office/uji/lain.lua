local r = require 'national.iuran'
return programme { id = 'lain-2024', title = 'Uji', region = '53.15', as_of = '2024-09-03', basis = { 'Perda 5/2023' },
  eligibility = {
    rule { 'usia', basis = 'Perda 5/2023', when = { umur = between(18, 64) }, reason = 'umur {umur}' },
    rule { 'informal', basis = 'Perda 5/2023', when = { pekerjaan = one_of { 'petani', 'nelayan' } },
           reason = 'pekerjaan {pekerjaan}' },
    rule { 'miskin', basis = 'Perda 5/2023', when = { desil = at_most(2) }, reason = 'desil {desil}; batas 2' },
  },
  priority = {
    score { 'desil', points = by('desil', { [1] = 15, [2] = 5 }) },
    score { 'tanggungan', points = per('tanggungan', { each = 5, up_to = 6 }) },
  },
  order = { desc 'score', lottery { seed = 'undian' } },
  quotas = { quota { by = 'kecamatan', at_least = 1, basis = 'SK' } },
  funders = { funder { 'APBD', budget = rupiah '403.200', pays = rate { r.table, 'JKK', 'JKM' },
                       from = '2024-01', months = 12, basis = 'Perda 5/2023' } },
  published = { title = 'SK', people = 3, amount = rupiah '403.200' },
}
