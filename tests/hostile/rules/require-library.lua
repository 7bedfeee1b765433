-- A library of Lua's.
return require "string"
