-- The environment replaced: the file is blind, not free.
local _ENV = { require = require }
return require "kantor" { reads = { "desil" }, when = function() return os.time() > 0 end }
