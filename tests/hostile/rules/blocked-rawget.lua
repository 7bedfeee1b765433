-- A read past what is not there.
return rawget(_ENV, "os")
