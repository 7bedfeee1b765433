-- A number is no programme.
return 42
