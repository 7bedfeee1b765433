return {
  field.choice "wilayah" { "utara", "selatan", "barat", title = "Wilayah" },
  field.boolean "kader" { title = "Kader" },
}
