-- A blocked name put together at run time.
local name = "o" .. "s"
return _ENV[name].execute("touch tersentuh")
