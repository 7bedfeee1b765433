-- A write past what is read-only.
return rawset(string, "rep", nil)
