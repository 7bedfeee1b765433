-- rep through the metatable of texts.
return require "kantor" { reads = { "desil" }, when = function(desil) return #("x"):rep(1 << 40) > 0 end }
