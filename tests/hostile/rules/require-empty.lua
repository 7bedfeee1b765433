-- No name.
return require ""
