local list = {}
for i = 1, 600 do list[i] = field.integer("f" .. i) { title = "F" .. i } end
return list
