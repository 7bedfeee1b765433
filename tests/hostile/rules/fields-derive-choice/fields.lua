return { field.choice "warna" { "merah", title = "Warna", reads = { "desil" }, derive = function(desil) return "biru" end } }
