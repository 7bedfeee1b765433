-- A result that would be copied into the programme a million times.
local r = {}
for i = 1, 1000 do r[i] = rule { "r" .. i, when = { desil = 1 }, reason = ("x"):rep(4096), title = ("y"):rep(4096) } end
return require "kantor" { eligibility = r }
