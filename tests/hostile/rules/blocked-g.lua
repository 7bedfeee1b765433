-- All globals.
return _G.os
