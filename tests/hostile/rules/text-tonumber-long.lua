-- tonumber of 60,000 digits, without end.
local digits = ("7"):rep(60000)
return require "kantor" { reads = { "desil" }, when = function(desil)
  while true do desil = tonumber(digits) end
end }
