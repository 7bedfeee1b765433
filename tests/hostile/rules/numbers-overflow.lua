-- Integers go round, as Lua says: allowed, and the same everywhere.
return require "kantor" { reads = { "desil" }, when = function(desil)
  return math.maxinteger + 1 == math.mininteger and math.mininteger // -1 == math.mininteger
end }
