-- A spreadsheet whose quote swallows the other cases.
return cases(require "2025") { table_of_cases { "kasus.csv", base = worker { desil = 1 } } }
