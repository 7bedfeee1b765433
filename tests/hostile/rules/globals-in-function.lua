-- A new global in a call, hidden from the look at the compiled file.
local env = _ENV
return require "kantor" { reads = { "desil" }, when = function(desil) env.lubang = desil return true end }
