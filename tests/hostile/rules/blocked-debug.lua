-- The hook taken off.
return debug.sethook()
