-- 5,000 scores.
local list = {}
for i = 1, 5000 do list[i] = score { "s" .. i, points = 1 } end
return require "kantor" { priority = list }
