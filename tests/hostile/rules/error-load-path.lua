-- A message that names another place.
error("/etc/passwd:1: attempt to call a nil value", 0)
