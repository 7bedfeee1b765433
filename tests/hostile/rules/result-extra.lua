-- Extra values are dropped, as Lua does: allowed.
return require "kantor" { reads = { "desil" }, when = function(desil) return true, "extra", {}, nil, 1 end }
