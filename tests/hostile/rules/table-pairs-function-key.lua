-- Keys without an order would come in the order of addresses.
return require "kantor" { reads = { "desil" }, when = function(desil)
  for k in pairs({ [function() end] = 1, [{}] = 2 }) do desil = k end
  return true
end }
