-- Two functions that hand over to each other.
local odd
local function even(n) return odd(n - 1) end
function odd(n) return even(n + 1) end
return require "kantor" { reads = { "desil" }, when = function(desil) return even(desil) end }
