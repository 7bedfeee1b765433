return {
  field.integer "end" { title = "Kata kunci" },
  field.integer "../lindung" { title = "Jalan" },
  field.integer "a); drop table runs; --" { title = "SQL" },
  field.integer "when" { title = "Kunci" },
}
