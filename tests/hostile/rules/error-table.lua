-- An error that is a table, with what would be called to print it.
return require "kantor" { reads = { "desil" }, when = function(desil)
  error({ __tostring = function() while true do end end, code = "DB_CORRUPT" })
end }
