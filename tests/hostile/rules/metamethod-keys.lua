-- Names of metamethods in plain tables are names like others: allowed.
local t = { __index = function() while true do end end, __gc = function() end, __metatable = false, __call = 1, __len = 1 }
return require "kantor" { reads = { "desil" }, when = function(desil) return t.nothing == nil and #t == 0 end }
