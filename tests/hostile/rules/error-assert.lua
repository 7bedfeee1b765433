-- assert with a table as its message.
return require "kantor" { reads = { "desil" }, when = function(desil) assert(false, { 1, 2 }) end }
