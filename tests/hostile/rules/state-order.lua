-- An answer that depends on who was asked before.
local last
return require "kantor" { reads = { "desil", "umur" }, when = function(desil, umur)
  local before = last
  last = umur
  return before == nil or before < umur
end }
