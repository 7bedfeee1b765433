-- A callback that gives back what is no text.
return require "kantor" { reads = { "desil" }, when = function(desil)
  return ("abc"):gsub(".", function() return {} end) == ""
end }
