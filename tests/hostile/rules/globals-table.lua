-- insert replaced.
table["insert"] = table.concat
