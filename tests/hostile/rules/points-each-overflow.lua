-- Points whose product would not fit.
return require "kantor" { priority = { score { "s", points = per("tanggungan", { each = 1000000000, up_to = 1000000000 }) } } }
