-- An order by what is no field.
return require "kantor" { order = { asc "rowid; drop table runs" } }
