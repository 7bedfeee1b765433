-- A month for which no rate is known.
return require "kantor" { from = "1999-01" }
