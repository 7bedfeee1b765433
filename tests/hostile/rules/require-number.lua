-- A number.
return require(1)
