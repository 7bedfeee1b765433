-- Code out of text.
return load("return 1")()
