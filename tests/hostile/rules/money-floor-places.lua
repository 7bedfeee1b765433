-- Floors above all places.
return require "kantor" { quotas = { quota { by = "kecamatan", at_least = 1000 } } }
