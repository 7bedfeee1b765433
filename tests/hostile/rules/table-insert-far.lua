-- A place that the list does not have.
return require "kantor" { reads = { "desil" }, when = function(desil)
  table.insert({}, math.maxinteger, desil)
  return true
end }
