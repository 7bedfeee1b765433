-- The same with a handler.
return require "kantor" { reads = { "desil" }, when = function(desil)
  while true do xpcall(error, function() while true do end end) end
end }
