-- A plain table where the word `rule` would make a rule.
local rule = function(t) return t end
return require "kantor" { eligibility = { rule { "tamu", when = { desil = 1 } } } }
