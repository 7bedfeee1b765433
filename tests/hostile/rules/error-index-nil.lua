-- A field of nothing.
return require "kantor" { reads = { "desil" }, when = function(desil) local t return t.x.y end }
