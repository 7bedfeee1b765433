-- An amount that could mean two things.
return require "kantor" { budget = rupiah "16,800" }
