-- A long bracket without its end.
return [====[ abc ]===]
