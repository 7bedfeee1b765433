-- What printf would write through.
return require "kantor" { reads = { "desil" }, when = function(desil) return ("%n%n%n"):format(1, 2, 3) == "" end }
