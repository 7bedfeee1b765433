-- 300 modules, each of which requires the next.
return require "rantai.m1"
