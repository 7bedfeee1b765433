-- An address would differ from run to run.
return require "kantor" { reads = { "desil" }, when = function(desil) return ("%p"):format({}) == "" end }
