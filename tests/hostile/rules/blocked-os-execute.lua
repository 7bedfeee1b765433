-- A command of the system.
return os.execute("touch tersentuh")
