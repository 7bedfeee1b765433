-- A function as bytes.
return string.dump(function() end)
