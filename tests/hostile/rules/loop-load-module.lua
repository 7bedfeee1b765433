-- A module that never ends.
return require "tanpa_akhir"
