-- Gives nothing.
local x = 1
