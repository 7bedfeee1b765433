-- More directives than values.
return require "kantor" { reads = { "desil" }, when = function(desil) return ("%s%s%s"):format(1) == "" end }
