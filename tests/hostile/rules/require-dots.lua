-- Dots that would be folders upwards.
return require "....etc.passwd"
