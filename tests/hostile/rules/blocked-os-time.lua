-- A clock.
return require "kantor" { reads = { "desil" }, when = function(desil) return os.time() % 2 == 0 end }
