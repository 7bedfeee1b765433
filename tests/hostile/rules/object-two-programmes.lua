-- One list of rules in two programmes; the second is returned: allowed.
local list = { rule { "tamu", when = { desil = at_most(3) } } }
local first = require "kantor" { eligibility = list }
list[2] = rule { "lain", when = { umur = at_least(18) } }
local second = require "kantor" { eligibility = list, id = "kedua" }
return first and second
