-- A counter two functions deep.
local function counter() local n = 0 return function() n = n + 1 return n end end
local count = counter()
return require "kantor" { reads = { "desil" }, when = function(desil) return count() < 4 end }
