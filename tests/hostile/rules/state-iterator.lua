-- An iterator outside the function remembers where it is.
local next_word = ("a b c d e f g h"):gmatch("%a")
return require "kantor" { reads = { "desil" }, when = function(desil) return next_word() == "a" end }
