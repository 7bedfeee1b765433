-- A region that is a path.
return require "kantor" { region = "../53.15", reads = { "desil" }, when = function(desil) return true end }
