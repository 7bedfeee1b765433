-- Two labels of one name.
::a:: ::a::
