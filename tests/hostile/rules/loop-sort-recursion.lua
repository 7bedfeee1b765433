-- A comparison that sorts.
local less
function less(a, b) table.sort({ 3, 1, 2 }, less) return a < b end
return require "kantor" { reads = { "desil" }, when = function(desil)
  table.sort({ 3, 1, 2 }, less)
  return true
end }
