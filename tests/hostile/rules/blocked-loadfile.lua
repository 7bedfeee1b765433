-- Code out of a file, to be run later.
return loadfile("/dev/stdin")
