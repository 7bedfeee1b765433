-- A callback that fails in the middle of a C function.
return require "kantor" { reads = { "desil" }, when = function(desil)
  return ("abc"):gsub(".", function(c) if c == "c" then error("c") end end) == ""
end }
