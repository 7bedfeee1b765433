#!/usr/bin/env python3
"""One hostile office among many: offices.py PROGRAM RULES

As many offices on one database, each with rules of its own: a condition, a function, a lottery. All run; then all run again, the
one in the middle replaced by a hostile one, whose file first never ends and then holds a rule of every HOSTILE kind. The
decisions of all others must be the same to the byte. There are 60, or HOSTILE_OFFICES; 500 is the figure that was promised.
"""
import hashlib
import os
import pathlib
import sys

import lib

HOSTILE = {
    "loop": "while desil do end return true",
    "memory": "local t = {} for i = 1, math.huge do t[i] = ('x'):rep(500) .. i end",
    "state": "n = n + 1 return n > 2",
    "error": "error(('\\27[2J'):rep(9000))",
    "pattern": "return ('a'):rep(3000):find(('a*'):rep(20) .. 'b') == nil",
    "library": "string.rep = nil return true",
}
RULE = '    rule { "%s", reads = { "desil" }, when = function(desil) %s end, reason = "desil {desil}" },'
OFFICE = """-- Office %(number)d.
local bpu = require "national.bpu"
local n = %(number)d

return programme {
  id = "kantor-%(number)d", title = "Kantor %(number)d", region = "53.15", as_of = "2025-%(month)02d-01",
  eligibility = {
    rule { "usia", when = { umur = between(%(low)d, 64) }, reason = "umur {umur}" },
%(rules)s
  },
  priority = {
    score { "tanggungan", points = per("tanggungan", { each = %(each)d, up_to = 6 }) },
    score { "nomor", reads = { "desil" }, range = { 0, 100 }, points = function(desil) return (desil + n) %% 11 end },
  },
  order = { desc "score", lottery { seed = "kantor %(number)d" } },
  quotas = { quota { by = "kecamatan", at_most = %(cap)d } },
  funders = { funder { "APBD", budget = %(budget)d, pays = rate { bpu.table, "JKK", "JKM" }, from = "2025-01", months = 12 } },
}
"""


def office(number, bodies=None):
    bodies = bodies or {"desil": "return desil * %d %% 7 < 5" % (number % 6 + 1)}
    return OFFICE % {"number": number, "month": number % 12 + 1, "low": 17 + number % 9, "each": 1 + number % 7,
                     "cap": 1 + number % 4, "budget": 201600 * (1 + number % 6),
                     "rules": "\n".join(RULE % item for item in bodies.items())}


class Offices:
    def __init__(self, program, rules, count):
        self.world = lib.World(program, rules)
        self.count = count
        for i in range(count):
            self.write(i, office(i))
        self.expected = [self.run(i) for i in range(count)]
        if len(set(self.expected)) < count // 4:
            raise SystemExit("the offices are too much alike to show anything")

    def write(self, i, text):
        folder = self.world.work / ("kantor_%d" % i)
        folder.mkdir(exist_ok=True)
        (folder / "2025.lua").write_text(text)

    def run(self, i):
        """An office's decisions, as the hash of the exported bytes."""
        answer = self.world.must("run", "kantor_%d/2025.lua" % i, "--format", "json")
        run = answer.json()["run"]
        return hashlib.sha256(self.world.must("export", str(run), "--as", "decisions").out.encode()).hexdigest()

    def among(self):
        at = self.count // 2
        for i in range(self.count):
            if i == at:
                self.write(i, "while true do local x = 1 end\n")
                self.world.must("run", "kantor_%d/2025.lua" % i, codes=(3,))
                self.write(i, office(i, HOSTILE))
                failures = self.world.must("run", "kantor_%d/2025.lua" % i, "--format", "json", codes=(4,)).json()["failures"]
                if sorted(f["rule"] for f in failures) != sorted(HOSTILE):
                    raise lib.Broken("not every kind failed: %s" % failures)
            elif self.run(i) != self.expected[i]:
                raise lib.Broken("office %d decides otherwise %s office %d" % (i, "before" if i < at else "after", at))


def main():
    offices = Offices(sys.argv[1], pathlib.Path(sys.argv[2]), int(os.environ.get("HOSTILE_OFFICES", "60")))
    try:
        return lib.main([("one among %d" % offices.count, offices.among)])
    finally:
        offices.world.close()


if __name__ == "__main__":
    sys.exit(main())
