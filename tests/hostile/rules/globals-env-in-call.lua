-- The same inside a function.
local env = _ENV
return require "kantor" { reads = { "desil" }, when = function(desil) return env["i" .. "o"].open("/etc/passwd") end }
