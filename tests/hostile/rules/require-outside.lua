-- A link out of the folder to what is no rule file: its text does not show.
return require "tautan"
