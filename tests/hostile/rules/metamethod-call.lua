-- A plain table is not called.
local t = { __call = function() return true end }
return require "kantor" { reads = { "desil" }, when = function(desil) return t(desil) end }
