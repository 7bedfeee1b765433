-- A thousand texts of 60,000 bytes.
return require "kantor" { reads = { "desil" }, when = function(desil)
  local t, s = {}, ("a"):rep(60000)
  for i = 1, 1000 do t[i] = s end
  return table.concat(t) == ""
end }
