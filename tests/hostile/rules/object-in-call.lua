-- A rule made while workers are decided on is no answer.
return require "kantor" { reads = { "desil" }, when = function(desil) return rule { "x", when = { desil = desil } } end }
