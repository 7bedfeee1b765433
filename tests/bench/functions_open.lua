-- programme7.lua and one function of fields that hardly two workers share: called once a worker. peers/lua_call.c calls the
-- same function without Lindung. It holds for everybody, so that the list is the one of programme7.lua.
return require "programme7":with {
  basis = "contoh",
  add = { eligibility = {
    rule { "terbuka", reads = { "tanggal_lahir", "penghasilan", "pengeluaran" }, missing = "accept",
           when = function(tanggal_lahir, penghasilan, pengeluaran)
             return tanggal_lahir < "2100-01-01" and penghasilan + pengeluaran // 4 < 1000000000
           end },
  } },
}
