-- More captures than a pattern has.
return require "kantor" { reads = { "desil" }, when = function(desil)
  return ("a"):rep(99):match(("(a)"):rep(40)) == nil
end }
