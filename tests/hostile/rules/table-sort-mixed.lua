-- Values that have no order.
return require "kantor" { reads = { "desil" }, when = function(desil)
  table.sort({ 1, "a", {}, true })
  return true
end }
