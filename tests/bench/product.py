"""What is measured of Lindung itself: import, functions, growth, memory, selection, sweeps, and the small things a person
waits for. Each result that can be is compared with the agreed one first."""
import json
import os
import shutil
import sqlite3
import tempfile

import data
from against import lindung_seconds
from lib import HERE, rounds, run

GROWTH = (7, 20, 50, 200)


def lines(program, *words):
    """What the project's measuring programs print: a line of JSON a measurement, or names and values between tabs."""
    out = run([program] + [str(w) for w in words])[0].splitlines()
    if out[0].startswith("{"):
        return [json.loads(line) for line in out]
    names = out[0].split("\t")
    return [dict(zip(names, line.split("\t"))) for line in out[1:]]


# ---- import ----

def imports(bench, people):
    """The P3KE file of 31 columns, beside what no import can do without: reading it with libcsv, inserting its values."""
    folder, path = bench.folder(people), data.sample(bench, people, "p3ke")
    base, scratch = os.path.join(folder, "p3ke.db"), os.path.join(folder, "floor.db")

    def fresh():
        for file in (base, scratch):
            for end in ("", "-wal", "-shm", "-journal"):
                if os.path.exists(file + end):
                    os.remove(file + end)
        os.sync()
    peak = []

    def once():
        _, seconds, memory = run([bench.lindung, "import", "-q", "--source", "p3ke_individu", path], bench.environment(base))
        peak.append(memory / 2**20)
        return seconds * 1e9 / people
    many = 3 if people > 200000 else bench.rounds
    bench.record("import", f"lindung-{people}", f"Lindung, P3KE, {people:,} rows", "ns a row", rounds(many, once, fresh),
                 workers=people)
    bench.record("import", f"memory-{people}", f"most memory, {people:,} rows", "MiB", peak[1:], workers=people)
    program = bench.program("import_floor")
    if not program:
        bench.missing("import", f"floor-{people}", "libcsv + INSERT", "its program is not built")
    else:
        def floor():
            if os.path.exists(scratch):
                os.remove(scratch)
            return {m["part"]: m["ns_row"] for m in lines(program, path, base, "p3ke_individu", scratch)}
        parts = rounds(many, floor)
        for part in parts[0]:
            bench.record("import", f"floor-{part}-{people}", f"floor: {part}", "ns a row", [p[part] for p in parts], workers=people)
    fresh()


# ---- functions ----

def functions(bench, name, what, file):
    n = bench.main
    seconds = lindung_seconds(bench, n, os.path.join(HERE, file), 1, "evaluate", data.reference(bench, n, 7)["result"])
    bench.record("functions", name, what, "ns a worker", [s * 1e9 / n for s in seconds], workers=n)


def bare_calls(bench):
    n = bench.main
    ms = json.loads(run([bench.program("bench-lua-call"), data.columns(bench, n), str(n)])[0])
    bench.record("functions", "bare-call", "a bare protected call of Lua", "ns a worker", [v * 1e6 / n for v in ms], workers=n)


# ---- growth ----

CONDITIONS = [
    "umur = between({0}, {1})".format, "desil = at_most({2})".format, "penghasilan = at_most({3})".format,
    "pekerjaan = none_of {{ \"pns\", \"tni\", \"polri\" }}".format,
    "any_of {{ {{ tanggungan = at_least({4}) }}, {{ anggota = at_most({5}) }} }}".format,
    "pengeluaran = at_most({6})".format, "tahun_ke = at_most({7})".format,
]


def grown(bench, nrules):
    """A programme of so many rules: conditions of seven kinds whose limits move from rule to rule."""
    rules = []
    for k in range(nrules):
        limits = (15 + k % 9, 60 + k % 11, 4 + k % 6, 1500000 + 10000 * k, k % 4, 5 + k % 4, 6000000 + 10000 * k, 1 + k % 3)
        rules.append(f'    rule {{ "aturan-{k + 1}", when = {{ {CONDITIONS[k % 7](*limits)} }} }},\n')
    before, _, rest = open(data.programme(7)).read().partition("  eligibility = {\n")
    path = os.path.join(bench.data, f"rules{nrules}.lua")
    with open(path, "w") as f:
        f.write(before + "  eligibility = {\n" + "".join(rules) + rest[rest.index("  },\n  priority"):])
    return path


def rules_growth(bench, nrules):
    n = bench.main
    seconds = lindung_seconds(bench, n, grown(bench, nrules), 1, "evaluate")
    bench.record("growth", f"rules-{nrules}", f"{nrules} rules, {n:,} workers, 1 job", "ns a worker", [s * 1e9 / n for s in seconds],
                 workers=n, rules=nrules)


def workers_growth(bench, n):
    """Further runs of seven rules with all their parts; at ten million fewer of them."""
    env = bench.environment(data.copy(bench, n, of=data.warm))
    command = [bench.lindung, "run", "-q", "--format", "json", data.programme(7)] + data.settings(n)

    def once():
        out, seconds, _ = run(command, env)
        return seconds, json.loads(out)["seconds"]
    got = rounds(2 if n > 1000000 else bench.rounds, once)
    bench.record("growth", f"run-{n}", f"a run, {n:,} workers", "ns a worker", [s * 1e9 / n for s, _ in got], workers=n, rules=7)
    for part in got[0][1]:
        bench.record("growth", f"{part}-{n}", f"{part}, {n:,} workers", "ns a worker", [p[part] * 1e9 / n for _, p in got], workers=n)
    os.remove(env["LINDUNG_DB"])


def memory(bench, n):
    """Of the first run after an import and of the next, with fourteen rules."""
    env = bench.environment(data.copy(bench, n, of=data.warm))
    further = run([bench.lindung, "run", "-q", data.programme(14)] + data.settings(n), env)[2]
    first = json.load(open(data.warm(bench, n) + ".peak"))
    for name, which, peak in (("cold", "first", first), ("warm", "further", further)):
        bench.record("memory", f"run-{name}-{n}", f"most memory of a {which} run, {n:,} workers, 14 rules", "MiB", [peak / 2**20],
                     workers=n)
    os.remove(env["LINDUNG_DB"])


# ---- selection and sweeps ----

def selection(bench, shape, eligible, funders, quotas):
    program = bench.program("bench_alloc")
    got = lines(program, shape, eligible, funders, quotas, bench.rounds)[0]
    bench.record("selection", f"{shape}-{eligible}-{funders}-{quotas}",
                 f"{eligible:,} eligible, {funders} funders ({shape}), {quotas} quotas", "ms",
                 [float(got["alloc_ns"]) * eligible / 1e6], workers=eligible)


def evaluation_in_process(bench, rules, jobs):
    program = bench.program("bench_eval")
    if not program:
        bench.missing("evaluate", f"engine-{rules}-{jobs}", "the engine in process", "its program is not built")
        return
    n = bench.main
    got = lines(program, rules, n, jobs)[0]
    for who in ("engine", "columns", "scalar"):
        bench.record("evaluate", f"{who}-{rules}-{jobs}", f"in process, {rules} rules, {jobs} jobs: {who}", "ns a worker", [got[who]],
                     workers=n, rules=rules)


def sweep(bench):
    n = bench.main
    env = bench.environment(data.copy(bench, n, of=data.warm))
    step, top = max(1, n // 10000), n // 500

    def seconds(points):
        over = f"quotas/kecamatan/at_most={top - (points - 1) * step}..{top}:{step}"
        return run([bench.lindung, "sweep", "-q", "--format", "json", data.programme(7), "--over", over], env)[1]
    if run([bench.lindung, "help", "sweep"], bench.environment(), ok=(0, 2))[0] == "":
        bench.missing("selection", "sweep-point", "a point of a sweep", "this build has no sweep")
        return
    values = rounds(min(bench.rounds, 5), lambda: (seconds(18) - seconds(2)) / 16)
    bench.record("selection", "sweep-point", "a further point of a sweep over a quota", "ns a worker", [v * 1e9 / n for v in values],
                 workers=n)


# ---- what a person waits for ----

def small(bench):
    env = bench.environment(os.path.join(bench.folder(1000), "small.db"))
    with tempfile.TemporaryDirectory(dir="/dev/shm" if os.path.isdir("/dev/shm") else None) as memory:
        def timed(name, what, *words, env=env, code=0):
            command = [bench.lindung] + list(words)
            ms = rounds(2 * bench.rounds + 1, lambda: run(command, env, ok=(code,))[1] * 1e3)
            bench.record("small", name, what, "ms", ms)
        quick = bench.environment(os.path.join(memory, "small.db"))
        run([bench.lindung, "import", "-q", "--source", "simple", data.sample(bench, 1000)], quick)
        timed("help", "help", "help")
        timed("check", "check a programme (a process, its rules)", "check", data.programme(7), code=0)
        timed("doctor", "doctor (a process, its walls proved)", "doctor")
        timed("run-1000", "run on 1,000 workers, flushed to disk", "run", "-q", data.programme(7), env=disk(bench, quick))
        timed("run-1000-memory", "run on 1,000 workers, the database in memory", "run", "-q", data.programme(7), env=quick)


def disk(bench, env):
    path = os.path.join(bench.folder(1000), "small.db")
    for end in ("-wal", "-shm"):
        if os.path.exists(path + end):
            os.remove(path + end)
    shutil.copyfile(env["LINDUNG_DB"], path)
    return dict(env, LINDUNG_DB=path)


def explain(bench):
    n = bench.main
    env = bench.environment(data.copy(bench, n, of=data.warm))
    db = sqlite3.connect(data.table(bench, n))
    nik = db.execute("SELECT nik FROM worker WHERE id = ?", (n // 2,)).fetchone()[0]
    db.close()
    ms = rounds(bench.rounds, lambda: run([bench.lindung, "explain", "-q", nik], env)[1] * 1e3)
    bench.record("small", "explain", f"explain one of {n:,} workers", "ms", ms, workers=n)


# ---- containment ----

ENDLESS = """return programme { id = "x", as_of = "2024-01-01", region = "53.15", eligibility = {
  rule { "a", reads = { "desil" }, when = function(desil) %s return true end } } }
"""


def contain(bench):
    """How late an endless rule is stopped: with the process whose first wall is left out, so that only the clock ends it."""
    bare = os.path.join(bench.build, "tests", "lindung-worker-bare")
    if not os.path.exists(bare):
        bench.missing("small", "late-200", "an endless rule, stopped late by", "the bare process is not built")
        return
    with tempfile.TemporaryDirectory() as folder:
        env = bench.environment(os.path.join(folder, "x.db"))
        for name, body in (("good", ""), ("loop", "while true do end")):
            with open(os.path.join(folder, name + ".lua"), "w") as f:
                f.write(ENDLESS % body)
        run([bench.lindung, "import", "-q", "--source", "simple", data.sample(bench, 10)], env)

        def ms(file, *words, code=0, env=env):
            command = [bench.lindung, "run", "-q", "./" + file] + list(words)
            return rounds(bench.rounds, lambda: run(command, env, folder, (code,))[1] * 1e3)
        bench.record("small", "counted", "run, the counted limit hit on every one of 10 workers", "ms", ms("loop.lua", code=4))
        env = dict(env, LINDUNG_WORKER=bare)
        base = sorted(ms("good.lua", env=env))[bench.rounds // 2]
        for deadline in (50, 200, 1000):
            late = [v - base - deadline for v in ms("loop.lua", "--limit", f"deadline-ms={deadline}", code=4, env=env)]
            bench.record("small", f"late-{deadline}", f"an endless rule, stopped at {deadline} ms: late by", "ms", late)


def pieces(bench, large):
    sizes = [n for n in (100000, 1000000) if n <= bench.main] + [10000000] * large
    table = {f"import.{n}": (imports, n) for n in ([200000, 1000000] if bench.main > 200000 else [20000])}
    table |= {"functions.coded": (functions, "coded", "7 functions of coded fields, in place of 7 rules", "functions_coded.lua"),
              "functions.open": (functions, "open", "7 rules and a function of open fields", "functions_open.lua"),
              "functions.none": (functions, "none", "7 rules", "programme7.lua"), "functions.bare": (bare_calls,)}
    table |= {f"growth.rules-{r}": (rules_growth, r) for r in GROWTH}
    table |= {f"growth.workers-{n}": (workers_growth, n) for n in sizes}
    table |= {f"memory.run-{n}": (memory, n) for n in sizes}
    table |= {f"selection.{shape}-{q}": (selection, shape, 100000, f, q) for shape, f, q in
              (("typical", 3, 2), ("overlap", 20, 200), ("purses", 3, 2))}
    table |= {f"evaluate.engine-{r}-{j}": (evaluation_in_process, r, j) for r, j in ((7, 1), (14, 1), (14, 2), (50, 1), (200, 1))}
    table |= {"selection.sweep": (sweep,), "small.commands": (small,), "small.explain": (explain,), "small.contain": (contain,)}
    return {name: lambda work=work, words=words: work(bench, *words) for name, (work, *words) in table.items()}
