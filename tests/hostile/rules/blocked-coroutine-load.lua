-- The same while the file is read.
return coroutine.resume(coroutine.create(function() while true do end end))
