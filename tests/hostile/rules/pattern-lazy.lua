-- The same with lazy items.
return require "kantor" { reads = { "desil" }, when = function(desil)
  return ("a"):rep(3000):match((".-"):rep(20) .. "b") == nil
end }
