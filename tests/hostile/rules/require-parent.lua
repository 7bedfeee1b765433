-- A path upwards.
return require "../../etc/passwd"
