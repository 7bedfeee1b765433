-- The order of addresses.
return next({})
