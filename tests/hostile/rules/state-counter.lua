-- A number that one call leaves for the next.
local n = 0
return require "kantor" { reads = { "desil" }, when = function(desil) n = n + 1 return n > 2 end }
