-- Backtracking that would take longer than the sun has.
return require "kantor" { reads = { "desil" }, when = function(desil)
  return ("a"):rep(3000):find(("a*"):rep(20) .. "b") == nil
end }
