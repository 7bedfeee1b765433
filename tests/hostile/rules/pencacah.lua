-- A module with a memory.
local n = 0
return { list = { 1 }, count = function() n = n + 1 return n end }
