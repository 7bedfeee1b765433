-- An attribute that Lua does not have.
local x <weak> = 1
