-- Fields that only @OFFICE@ has. They come after the shared ones of the national fields.lua.
return {
  field.integer "bulan_tinggal" { title = "Lama tinggal di kabupaten", unit = "bulan", range = { 0, 1200 } },
}
