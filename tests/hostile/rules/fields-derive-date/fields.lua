return { field.date "hari" { title = "Hari", reads = { "desil" }, derive = function(desil) return "2025-02-30" end } }
