-- A folder with the name of a file.
return require "folder"
