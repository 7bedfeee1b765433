-- A variable that wants to be closed needs a metatable that nobody can give.
return require "kantor" { reads = { "desil" }, when = function(desil)
  local x <close> = { __close = function() while true do end end }
  return true
end }
