-- A word that answers something else.
local between = function() return at_least(1) end
return require "kantor" { eligibility = { rule { "tamu", when = { umur = between(18, 64) } } } }
