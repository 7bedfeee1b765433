-- A message that would clear the screen, ring and set the title.
return require "kantor" { reads = { "desil" }, when = function(desil) error("\27[2J\27]0;root\7\8\8\rselesai") end }
