-- Code out of a file.
return dofile("/etc/passwd")
