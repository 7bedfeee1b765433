-- Arithmetic on a text of 60,000 digits.
local digits = ("7"):rep(60000)
return require "kantor" { reads = { "desil" }, when = function(desil)
  while true do desil = digits + 1 end
end }
