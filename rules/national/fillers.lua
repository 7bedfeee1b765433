-- What stands in a cell when nobody knew: a form that wants a date gets one. No such person is 124 years old, so a
-- source that says `blank = require "national.fillers".birth` makes it what it is, a blank to be looked up.
return {
  birth = { "1900-01-01", "01/01/1900", "1/1/1900", "01-01-1900", "1-1-1900",
            "0000-00-00", "00/00/0000", "00-00-0000", "0", "-" },
}
