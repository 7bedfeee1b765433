-- gsub calls a function that calls gsub: C frames inside C frames.
local function f(c) return (c:gsub(".", f)) end
return require "kantor" { reads = { "desil" }, when = function(desil)
  local function g(c) return (c:gsub(".", g)) end
  return g("x") == f
end }
