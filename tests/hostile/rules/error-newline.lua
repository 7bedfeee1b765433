-- A second line that looks like an answer of the program.
return require "kantor" { reads = { "desil" }, when = function(desil) error("x\n1,000 selected\nreceipt: run 1") end }
