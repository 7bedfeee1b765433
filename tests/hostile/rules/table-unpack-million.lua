-- 2^20 arguments.
return require "kantor" { reads = { "desil" }, when = function(desil)
  return select("#", table.unpack({}, 1, 1 << 20)) == desil
end }
