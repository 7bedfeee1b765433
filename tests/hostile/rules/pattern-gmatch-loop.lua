-- gmatch in a loop that never ends.
return require "kantor" { reads = { "desil" }, when = function(desil)
  while true do for _ in ("aaaa"):gmatch("") do desil = 1 end end
end }
