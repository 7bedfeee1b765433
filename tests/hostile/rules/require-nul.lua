-- A name that ends for C where it goes on for Lua.
return require "kantor\0.lua"
