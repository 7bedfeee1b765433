return { field.id "nik" { title = "Nomor" } }
