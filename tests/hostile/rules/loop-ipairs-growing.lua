-- A list that grows while it is walked.
return require "kantor" { reads = { "desil" }, when = function(desil)
  local t = { desil }
  for i, v in ipairs(t) do t[i + 1] = v end
  return true
end }
