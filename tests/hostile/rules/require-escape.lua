-- A name that would colour the message.
return require "\27[31mmerah"
