-- It has no length.
return #rule { "tamu", when = { desil = 1 } }
