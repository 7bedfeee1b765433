-- A line on the program's output.
print("1 selected")
