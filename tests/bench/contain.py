#!/usr/bin/env python3
"""What containment costs and how soon it stops: tests/bench/contain.py BUILD-FOLDER [ROUNDS]

Medians in milliseconds of whole runs of the program on ten workers. `stopped` uses the build of the process without its
first wall, so that nothing but the clock ends an endless function: its time past that of the same run without it, less the
deadline, is how late the stop comes."""
import os
import statistics
import subprocess
import sys
import tempfile
import time

build = os.path.abspath(sys.argv[1])
rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 9
program = os.path.join(build, "lindung")
rules = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", "rules"))
PROGRAMME = """return programme { id = "x", as_of = "2024-01-01", region = "53.15", eligibility = {
  rule { "a", reads = { "desil" }, when = function(desil) %s return true end } } }
"""


def run(folder, *words, bare=False, code=0):
    env = dict(os.environ, LINDUNG_RULES=rules, LINDUNG_DB=os.path.join(folder, "x.db"), LC_ALL="C")
    env.pop("LINDUNG_WORKER", None)
    if bare:
        env["LINDUNG_WORKER"] = os.path.join(build, "tests", "lindung-worker-bare")
    start = time.perf_counter()
    done = subprocess.run([program, *words], env=env, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    took = (time.perf_counter() - start) * 1e3
    if done.returncode != code:
        sys.exit(f"{words}: exit {done.returncode}\n{done.stderr.decode()}")
    return took


def median(*a, **k):
    return statistics.median(run(*a, **k) for _ in range(rounds))


with tempfile.TemporaryDirectory() as folder:
    for name, body in (("good", ""), ("loop", "while true do end")):
        with open(os.path.join(folder, name + ".lua"), "w") as f:
            f.write(PROGRAMME % body)
    run(folder, "sample", "--region", "53.15", "--people", "10", "--seed", "1", "-o", "p.csv")
    run(folder, "import", "--source", "simple", "p.csv")
    rows = [("help (no process)", median(folder, "help")), ("doctor (a process, its walls proved)", median(folder, "doctor")),
            ("run", median(folder, "run", "./good.lua")),
            ("run, counted limit hit on every worker", median(folder, "run", "./loop.lua", code=4))]
    base = median(folder, "run", "./good.lua", bare=True)
    for deadline in (50, 200, 1000):
        took = median(folder, "run", "./loop.lua", "--limit", f"deadline-ms={deadline}", bare=True, code=4)
        rows.append((f"run, stopped at {deadline} ms: late by", took - base - deadline))
    for name, ms in rows:
        print(f"{name:42} {ms:8.1f} ms")
