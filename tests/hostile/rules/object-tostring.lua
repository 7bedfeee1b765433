-- No address shows.
return require "kantor" { reads = { "desil" }, when = function(desil)
  return tostring({}) == "table" and tostring(tostring) == "function" and ("%s"):format({}) == "table"
end }
