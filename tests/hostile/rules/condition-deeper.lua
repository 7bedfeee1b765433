-- Nested 100,000 deep, outside the compiler's sight.
local c = { desil = 1 }
for _ = 1, 100000 do c = { c } end
return require "kantor" { eligibility = { rule { "tamu", when = c } } }
