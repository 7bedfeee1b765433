-- A worker who holds himself.
local w = { desil = 1 }
w.self = w
return cases(require "2025") { case { "x", worker(w), expect = eligible {} } }
