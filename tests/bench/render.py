def everything(results, root):
    pass
