-- %q of a table.
return require "kantor" { reads = { "desil" }, when = function(desil) return ("%q"):format({}) == "" end }
