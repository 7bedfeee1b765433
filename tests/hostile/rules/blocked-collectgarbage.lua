-- The collector stopped.
return require "kantor" { reads = { "desil" }, when = function(desil) collectgarbage("stop") return true end }
