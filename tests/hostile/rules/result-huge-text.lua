-- The text that is no answer is not repeated in the message.
return require "kantor" { reads = { "desil" }, when = function(desil) return ("x"):rep(60000) end }
