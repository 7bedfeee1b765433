-- A table is no answer.
return require "kantor" { reads = { "desil" }, when = function(desil) return { true } end }
