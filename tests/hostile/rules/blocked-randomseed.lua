-- Chance of one's own choice.
math.randomseed(1)
