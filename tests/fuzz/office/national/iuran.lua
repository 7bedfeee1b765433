return { table = dated_table { 'iuran',
  { 'JKK', from = '2015-07', amount = 10000, basis = 'PP 44/2015' },
  { 'JKM', from = '2015-07', amount = 6800, basis = 'PP 44/2015' } } }
