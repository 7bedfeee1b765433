-- A list of persons in a rule: allowed, and masked where it shows.
return require "kantor" { eligibility = { rule { "tamu", when = { nik = one_of { "5315904105800001" } } } } }
