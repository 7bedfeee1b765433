-- The same by its old name.
return loadstring("return 1")()
