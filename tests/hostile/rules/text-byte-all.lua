-- All bytes of a long text as results.
return require "kantor" { reads = { "desil" }, when = function(desil)
  return select("#", ("a"):rep(60000):byte(1, -1)) == desil
end }
