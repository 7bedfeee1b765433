return { "Pacar", "Boleng" }
