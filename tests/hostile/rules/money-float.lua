-- Half a rupiah.
return require "kantor" { budget = 201600.5 }
