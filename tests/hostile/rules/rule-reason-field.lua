-- A reason that names what is no field.
return require "kantor" { eligibility = { rule { "tamu", when = { desil = 1 }, reason = "{os.time()}" } } }
