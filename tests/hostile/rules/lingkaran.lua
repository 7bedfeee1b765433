-- A module whose table holds itself.
local t = { desil = 1 }
t[1] = t
return t
