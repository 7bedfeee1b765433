-- A function of the engine's as a condition.
return require "kantor" { reads = { "desil" }, when = tostring }
