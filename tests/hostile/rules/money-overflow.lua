-- More money than an amount can be.
return require "kantor" { budget = math.maxinteger }
