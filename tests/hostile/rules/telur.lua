return require "ayam"
