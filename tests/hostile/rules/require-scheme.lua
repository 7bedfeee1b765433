-- An address.
return require "http://127.0.0.1/aturan"
