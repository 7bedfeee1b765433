-- A list of rules that holds itself.
local list = {}
list[1] = list
return require "kantor" { eligibility = list }
