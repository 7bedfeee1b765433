-- The fourth value of a for is closed too.
return require "kantor" { reads = { "desil" }, when = function(desil)
  for _ in ipairs({ 1 }), nil, nil, { __close = 1 } do desil = 1 end
  return true
end }
