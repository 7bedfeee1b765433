-- A key far out costs one entry, not 2^60: allowed.
return require "kantor" { reads = { "desil" }, when = function(desil)
  local t = {}
  t[1 << 60] = desil
  return #t == 0
end }
