-- nil may be closed: allowed.
return require "kantor" { reads = { "desil" }, when = function(desil) local x <close> = nil return true end }
