-- Two modules that require each other.
return require "ayam"
