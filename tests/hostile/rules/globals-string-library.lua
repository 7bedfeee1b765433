-- A function of all texts replaced.
string.format = function() return "" end
