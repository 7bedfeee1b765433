-- Nothing, 2^62 times: allowed, and nothing.
return require "kantor" { reads = { "desil" }, when = function(desil) return string.rep("", 1 << 62) == "" end }
