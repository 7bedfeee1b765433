-- A name of 60,000 letters.
return require(("a"):rep(60000))
