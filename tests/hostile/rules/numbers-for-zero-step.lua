-- A step of nothing.
return require "kantor" { reads = { "desil" }, when = function(desil) for _ = 1, 2, 0 do desil = 1 end return true end }
