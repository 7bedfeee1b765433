-- A message of 60,000 letters.
return require "kantor" { reads = { "desil" }, when = function(desil) error(("kata "):rep(12000)) end }
