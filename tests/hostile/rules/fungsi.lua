-- A module that gives a function.
return function(desil) return desil <= 3 end
