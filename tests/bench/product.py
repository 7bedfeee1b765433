def pieces(bench, large):
    return {}
