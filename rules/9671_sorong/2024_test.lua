local p = require "9671_sorong.2024"

local fisher = worker {
  umur = 35, pekerjaan = "nelayan", desil = 1, jamsos_aktif = false, kepala_keluarga = true,
}

return cases(p) {
  case { "nelayan kepala keluarga desil 1", fisher, expect = eligible { score = 65 } },
  table_of_cases { "2024_kasus.csv", base = fisher },
  table_of_cases { "pekerjaan_kasus.csv", base = fisher },
}
