-- What one call keeps the next would find: a table outside the function is read-only.
local kept = {}
return require "kantor" { reads = { "desil" }, when = function(desil)
  kept[#kept + 1] = ("x"):rep(60000)
  return true
end }
