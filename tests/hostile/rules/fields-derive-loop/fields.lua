return { field.integer "putaran" { title = "Putaran", reads = { "desil" },
  derive = function(desil) while desil do end return 1 end } }
