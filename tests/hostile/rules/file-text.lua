-- A text is no programme.
return "programme"
