-- A test file that says that all is well.
return true
