-- a?a?a?…: a choice at each item.
return require "kantor" { reads = { "desil" }, when = function(desil)
  return ("a"):rep(40):match("^" .. ("a?"):rep(40) .. ("a"):rep(41)) == nil
end }
