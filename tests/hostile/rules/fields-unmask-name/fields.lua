return { field.text "nama" { title = "Nama" } }
