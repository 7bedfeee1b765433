-- The same for remove.
return require "kantor" { reads = { "desil" }, when = function(desil)
  return table.remove({ 1 }, math.mininteger) == desil
end }
