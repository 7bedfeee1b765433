-- Less than none.
return require "kantor" { budget = -1 }
