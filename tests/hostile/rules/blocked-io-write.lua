-- The output of the program.
return require "kantor" { reads = { "desil" }, when = function(desil) io.write("{}") return true end }
