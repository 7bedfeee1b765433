-- A file that requires itself.
return require "cycle-require-self"
