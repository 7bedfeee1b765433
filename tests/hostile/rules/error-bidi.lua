-- A message that reads the other way round.
return require "kantor" { reads = { "desil" }, when = function(desil) error("\u{202E}kayal\u{2066}\u{200B}") end }
