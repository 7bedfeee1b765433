-- The same with a base.
local digits = ("z"):rep(60000)
return require "kantor" { reads = { "desil" }, when = function(desil)
  while true do desil = tonumber(digits, 36) end
end }
