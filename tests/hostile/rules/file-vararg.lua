-- Values that a file is not given: allowed, none.
return require "kantor" { reads = { "desil" }, when = (function(...) return select("#", ...) == 0 end)(...) and nil
  or function(desil) return desil > 0 end }
