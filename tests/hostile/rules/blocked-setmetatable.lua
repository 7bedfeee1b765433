-- A finalizer without end.
return setmetatable({}, { __gc = function() while true do end end })
