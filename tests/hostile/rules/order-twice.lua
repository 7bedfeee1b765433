-- Two lotteries.
return require "kantor" { order = { lottery { seed = "a" }, lottery { seed = "b" } } }
