-- Another regency's programme.
return require "kantor" { region = "53.10", reads = { "desil" }, when = function(desil) return true end }
