-- A range the wrong way round.
return require "kantor" { eligibility = { rule { "tamu", when = { umur = between(64, 18) } } } }
