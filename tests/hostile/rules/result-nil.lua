-- No answer.
return require "kantor" { reads = { "desil" }, when = function(desil) end }
