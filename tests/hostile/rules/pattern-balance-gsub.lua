-- The same in gsub.
return require "kantor" { reads = { "desil" }, when = function(desil)
  return ("("):rep(60000):gsub("%b()", "") == ""
end }
