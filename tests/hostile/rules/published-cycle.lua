-- A published figure that holds itself.
local t = { title = "x", people = 1, amount = 1 }
t.self = t
return require "kantor" { published = t }
