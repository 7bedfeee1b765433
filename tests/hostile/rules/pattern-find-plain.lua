-- Plain search of a long text in a long text, again and again.
return require "kantor" { reads = { "desil" }, when = function(desil)
  local s, p = ("a"):rep(60000), ("a"):rep(30000) .. "b"
  while desil do s:find(p, 1, true) end
end }
