-- A module that gives nothing.
return require "kosong"
