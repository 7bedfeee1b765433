-- A shared table is read-only.
local m = require "pencacah"
return require "kantor" { reads = { "desil" }, when = function(desil) m.list[1] = desil return true end }
