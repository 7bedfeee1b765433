-- A function that replaces another one.
local function helper() return true end
return require "kantor" { reads = { "desil" }, when = function(desil)
  helper = function() return false end
  return helper()
end }
