-- A text that doubles.
return require "kantor" { reads = { "desil" }, when = function(desil)
  local s = "x"
  while true do s = s .. s end
end }
