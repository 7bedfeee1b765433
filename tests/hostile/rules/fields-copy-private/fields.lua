return { field.text "salinan" { title = "Salinan", reads = { "nama" }, derive = function(nama) return nama end } }
