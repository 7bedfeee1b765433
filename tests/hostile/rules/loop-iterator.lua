-- An iterator that is never done.
local function forever() return 1 end
return require "kantor" { reads = { "desil" }, when = function(desil)
  for _ in forever do desil = desil end
  return true
end }
