-- A pattern that backtracks while the file is read.
local s = ("a"):rep(5000)
while true do s:find(("a*"):rep(30) .. "b") end
