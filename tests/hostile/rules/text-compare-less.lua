-- Two long texts that differ in the last byte, compared without end: one instruction reads half a megabyte.
local a = ("a"):rep(60000)
a = a .. a .. a .. a .. a .. a .. a .. a
local b, c = a .. "b", a .. "c"
return require "kantor" { reads = { "desil" }, when = function(desil)
  local n = 0
  while true do if b < c then n = n + 1 end end
end }
