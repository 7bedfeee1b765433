-- It has no order.
return rule { "a", when = { desil = 1 } } < rule { "b", when = { desil = 1 } }
