-- A spreadsheet that is a pipe.
return cases(require "2025") { table_of_cases { "pipa.csv", base = worker { desil = 1 } } }
