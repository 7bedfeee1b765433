return { field.text "catatan" { title = "Catatan", reads = { "desil" }, derive = function(desil) return ("x"):rep(1025) end } }
