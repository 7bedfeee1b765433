-- A floor above the cap.
return require "kantor" { quotas = { quota { by = "kecamatan", at_least = 5, at_most = 1 } } }
