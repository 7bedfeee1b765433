-- Rules without end.
local list = {}
while true do list[#list + 1] = rule { "r" .. #list, when = { desil = 1 } } end
