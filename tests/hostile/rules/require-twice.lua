-- One module by two names: allowed, one value.
return require "kantor" { reads = { "desil" }, when = require "fungsi" }
