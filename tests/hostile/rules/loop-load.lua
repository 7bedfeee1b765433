-- The file itself never ends.
while true do local x = 1 end
