-- 0 is no false in Lua, and no answer here.
return require "kantor" { reads = { "desil" }, when = function(desil) return 0 end }
