-- The metatable of texts.
getmetatable("").__index = nil
