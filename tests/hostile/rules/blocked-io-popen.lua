-- A program.
return require "kantor" { reads = { "desil" }, when = function(desil) return io.popen("id"):read() end }
