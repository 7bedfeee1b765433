-- Long copies without end.
local s = ("a"):rep(60000)
return require "kantor" { reads = { "desil" }, when = function(desil)
  while true do desil = s:upper():lower():reverse() end
end }
