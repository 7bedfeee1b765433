-- A module that is not there; the name is in the message, harmless.
return require "tidak-ada"
