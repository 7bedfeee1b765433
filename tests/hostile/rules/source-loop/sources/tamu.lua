while true do local x = 1 end
