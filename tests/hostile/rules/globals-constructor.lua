-- The word `rule` replaced for everyone.
rule = function() return nil end
