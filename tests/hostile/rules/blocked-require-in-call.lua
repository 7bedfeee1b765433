-- A module while workers are decided on.
return require "kantor" { reads = { "desil" }, when = function(desil) return require("kantor") ~= nil end }
