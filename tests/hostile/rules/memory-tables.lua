-- Tables in tables.
return require "kantor" { reads = { "desil" }, when = function(desil)
  local t = {}
  while true do t = { t, t, t, t } end
end }
