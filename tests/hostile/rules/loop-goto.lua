-- The same with goto.
return require "kantor" { reads = { "desil" }, when = function(desil)
  ::again:: goto again
end }
