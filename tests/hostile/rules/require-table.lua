-- A table.
return require({ "kantor" })
