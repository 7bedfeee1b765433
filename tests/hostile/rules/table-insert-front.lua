-- Each insertion moves all others.
return require "kantor" { reads = { "desil" }, when = function(desil)
  local t = {}
  while desil do table.insert(t, 1, desil) end
end }
