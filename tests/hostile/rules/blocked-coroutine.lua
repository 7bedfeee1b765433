-- A stack of its own, without the hook.
return require "kantor" { reads = { "desil" }, when = function(desil)
  return coroutine.wrap(function() while true do end end)()
end }
