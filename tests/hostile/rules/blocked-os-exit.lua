-- The end of the program.
return require "kantor" { reads = { "desil" }, when = function(desil) os.exit(0) end }
