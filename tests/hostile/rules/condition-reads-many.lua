-- More fields than a function may read, one of them a hundred times.
local reads = {}
for i = 1, 100 do reads[i] = "desil" end
return require "kantor" { reads = reads, when = function(...) return true end }
