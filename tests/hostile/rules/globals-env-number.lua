-- A key that no table of names has.
return _ENV[1]
