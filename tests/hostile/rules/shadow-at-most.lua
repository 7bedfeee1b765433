-- A word that answers a function.
local at_most = function(n) return function(x) return x <= n end end
return require "kantor" { eligibility = { rule { "tamu", when = { desil = at_most(2) } } } }
