-- 501 quotas.
local list = {}
for i = 1, 501 do list[i] = quota { by = "kecamatan", at_least = 0 } end
return require "kantor" { quotas = list }
