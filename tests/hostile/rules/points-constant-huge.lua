-- More points than a score may give.
return require "kantor" { priority = { score { "s", points = 10000000000 } } }
