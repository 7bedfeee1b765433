-- A line on the program's errors.
warn("@on")
