return { field.integer "serumah" { title = "Serumah", derive = members { key = "serumah" } } }
