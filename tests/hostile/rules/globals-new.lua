-- A new global at load.
lubang = {}
return lubang
