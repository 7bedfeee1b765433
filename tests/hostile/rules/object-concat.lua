-- It is no text.
return "x" .. rule { "tamu", when = { desil = 1 } }
