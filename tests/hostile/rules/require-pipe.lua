-- A pipe that nobody writes to.
return require "pipa"
