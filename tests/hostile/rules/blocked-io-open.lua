-- A file.
return io.open("/etc/passwd")
