-- Cases without end.
local p = require "2025"
local list = {}
while true do list[#list + 1] = case { "x", worker { desil = 1 }, expect = eligible {} } end
return cases(p)(list)
