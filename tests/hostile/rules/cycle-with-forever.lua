-- Changes of changes of changes.
local p = require "kantor" { eligibility = { rule { "tamu", when = { desil = 1 }, open = true, basis = "x" } } }
local n = 0
while true do
  n = n + 1
  p = p:with { add = { eligibility = { rule { "r" .. n, when = { desil = 1 } } } } }
end
