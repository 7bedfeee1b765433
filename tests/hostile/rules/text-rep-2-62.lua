-- A text of 2^62 bytes.
return require "kantor" { reads = { "desil" }, when = function(desil) return #string.rep("x", 1 << 62) > 0 end }
