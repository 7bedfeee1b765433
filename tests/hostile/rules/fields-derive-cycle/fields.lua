return {
  field.integer "ayam" { title = "Ayam", reads = { "telur" }, derive = function(telur) return telur end },
  field.integer "telur" { title = "Telur", reads = { "ayam" }, derive = function(ayam) return ayam end },
}
