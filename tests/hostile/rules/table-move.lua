-- move over holes of 2^62 runs in C without a hook: it is not there.
return require "kantor" { reads = { "desil" }, when = function(desil)
  return table.move({}, 1, 1 << 62, 2) == desil
end }
