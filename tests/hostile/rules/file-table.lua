-- A table is no programme.
return {}
