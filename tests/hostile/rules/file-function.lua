-- A function is no programme.
return function() while true do end end
