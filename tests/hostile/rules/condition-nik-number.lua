-- A number of a person as a number: not repeated in the message.
return require "kantor" { eligibility = { rule { "tamu", when = { nik = 5315904105800001 } } } }
