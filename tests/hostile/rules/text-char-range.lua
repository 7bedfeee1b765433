-- A byte that is none.
return require "kantor" { reads = { "desil" }, when = function(desil) return string.char(256) == "" end }
