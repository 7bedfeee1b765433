-- A thousand years of contributions.
return require "kantor" { months = 12000 }
