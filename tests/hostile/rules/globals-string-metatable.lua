-- The same through a text.
local lib = ("").format and string
lib.rep = nil
