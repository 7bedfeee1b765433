-- A call of nothing.
return require "kantor" { reads = { "desil" }, when = function(desil) local f return f() end }
