-- An absolute path.
return require "/etc/passwd"
