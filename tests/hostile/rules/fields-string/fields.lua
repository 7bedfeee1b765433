return "desil"
