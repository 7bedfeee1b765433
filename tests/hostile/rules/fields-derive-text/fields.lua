return { field.text "catatan" { title = "Catatan", reads = { "desil" }, derive = function(desil) return "a\n\27[2J" end } }
