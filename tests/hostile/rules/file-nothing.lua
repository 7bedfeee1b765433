-- nil.
return nil
