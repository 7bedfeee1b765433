return cases(require "2025") { case { "putaran", worker { desil = 1 }, expect = eligible {} } }
