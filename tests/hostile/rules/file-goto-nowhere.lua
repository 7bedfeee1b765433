-- A jump to a label that is not there.
goto nowhere
