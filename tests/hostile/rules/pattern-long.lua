-- A pattern of 60,000 bytes.
return require "kantor" { reads = { "desil" }, when = function(desil)
  return ("a"):find(("a?"):rep(30000)) == 1
end }
