-- A reason that tells who it is: allowed, and masked where it shows.
return require "kantor" { eligibility = { rule { "tamu", when = { desil = 1 }, reason = "NIK {nik}, desil {desil}" } } }
