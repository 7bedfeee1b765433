-- gsub that makes much of little.
return require "kantor" { reads = { "desil" }, when = function(desil)
  return #(("a"):rep(60000):gsub("", ("x"):rep(1000))) > 0
end }
