-- A callback that goes ever deeper.
local g
function g(c) return (c:gsub(".", g)) end
return require "kantor" { reads = { "desil" }, when = function(desil) return g("x") == "" end }
