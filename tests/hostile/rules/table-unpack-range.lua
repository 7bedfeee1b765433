-- unpack over all integers.
return require "kantor" { reads = { "desil" }, when = function(desil)
  return select("#", table.unpack({}, math.mininteger, math.maxinteger)) == desil
end }
