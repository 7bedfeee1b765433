return require "telur"
