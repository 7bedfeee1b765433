-- NaN is no key.
return require "kantor" { reads = { "desil" }, when = function(desil) local t = {} t[0 / 0] = desil return true end }
