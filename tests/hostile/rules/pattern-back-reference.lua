-- A capture compared with itself at each place.
return require "kantor" { reads = { "desil" }, when = function(desil)
  return ("a"):rep(60000):match("(a*)%1b") == nil
end }
