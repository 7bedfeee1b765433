-- A title that would colour the report.
return require "kantor" { title = "\27[31mMerah", reads = { "desil" }, when = function(desil) return true end }
