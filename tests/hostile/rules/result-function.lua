-- A function is no answer.
return require "kantor" { reads = { "desil" }, when = function(desil) return function() return true end end }
