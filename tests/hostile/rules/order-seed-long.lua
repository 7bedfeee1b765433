-- A seed of 100,000 letters.
local s = ("x"):rep(50000)
return require "kantor" { order = { lottery { seed = s .. s } } }
