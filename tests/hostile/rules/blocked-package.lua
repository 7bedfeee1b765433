-- A library of the system.
return package.loadlib("libc.so.6", "system")
