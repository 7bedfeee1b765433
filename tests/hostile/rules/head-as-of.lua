-- A day that no month has.
return require "kantor" { as_of = "2025-02-30", reads = { "desil" }, when = function() return true end }
