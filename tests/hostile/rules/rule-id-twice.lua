-- Two rules of one id.
return require "kantor" { eligibility = { rule { "a", when = { desil = 1 } }, rule { "a", when = { umur = 1 } } } }
