-- Captures inside captures.
return require "kantor" { reads = { "desil" }, when = function(desil)
  return ("a"):rep(300):match(("(a"):rep(300) .. (")"):rep(300)) == nil
end }
