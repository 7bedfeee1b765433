-- A way to catch the limit.
return require "kantor" { reads = { "desil" }, when = function(desil)
  while true do pcall(function() while true do end end) end
end }
