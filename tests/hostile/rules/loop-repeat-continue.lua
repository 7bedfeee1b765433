-- A continue that jumps over the way out.
return require "kantor" { reads = { "desil" }, when = function(desil)
  local i = 0
  repeat
    if desil then goto continue end
    i = i + 1
    ::continue::
  until i > 10
  return true
end }
