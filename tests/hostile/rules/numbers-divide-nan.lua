-- NaN is less than nothing: false, not an error.
return require "kantor" { reads = { "desil" }, when = function(desil) return (desil - desil) / 0 ~= (desil - desil) / 0 end }
