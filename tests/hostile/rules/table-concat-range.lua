-- concat over 2^63 places.
return require "kantor" { reads = { "desil" }, when = function(desil)
  return table.concat({ "a" }, "", math.mininteger, math.maxinteger) == ""
end }
