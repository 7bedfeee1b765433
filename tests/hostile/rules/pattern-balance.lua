-- %b() over brackets that never close, from each place anew.
return require "kantor" { reads = { "desil" }, when = function(desil)
  return ("("):rep(60000):find("%b()") == nil
end }
