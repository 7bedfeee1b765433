return { field.integer "skala" { title = "Skala", range = { 0, 5 }, reads = { "desil" }, derive = function(desil) return 6 end } }
