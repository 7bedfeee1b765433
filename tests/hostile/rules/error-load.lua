-- The file raises a table.
error({})
