-- What the environment holds.
return require "kantor" { reads = { "desil" }, when = function(desil) return os.getenv("HOME") ~= nil end }
