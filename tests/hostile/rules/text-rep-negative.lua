-- A negative count: allowed, and empty.
return require "kantor" { reads = { "desil" }, when = function(desil) return ("x"):rep(math.mininteger) == "" end }
