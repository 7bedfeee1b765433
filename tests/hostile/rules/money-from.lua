-- A month that no year has.
return require "kantor" { from = "2025-13" }
