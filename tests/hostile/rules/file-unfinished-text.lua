-- A text without its end.
return "abc
