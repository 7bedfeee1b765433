"""What is measured beside peers: evaluation alone, and from a SQLite file to stored decisions. A peer's time is recorded only
once the digest of its decisions is Lindung's."""
import json
import os
import sqlite3

import data
import peers
from lib import rounds, run


def million(bench):
    return bench.main


# ---- evaluation ----

def evaluate_c(bench, form, nrules):
    n = million(bench)
    out = os.path.join(bench.folder(n), "result.bin")
    said = run([bench.program("bench-columns"), form, data.columns(bench, n), str(n), str(nrules), out])[0]
    return json.loads(said), data.of_result(out)


def evaluate_numpy(bench, nrules):
    n = million(bench)
    out = os.path.join(bench.folder(n), "result.bin")
    command = [peers.python_with_numpy(), os.path.join(peers.PEERS, "columns.py"), data.columns(bench, n), str(n), str(nrules), out]
    said = run(command)[0]
    return json.loads(said), data.of_result(out)


def node(bench, n, script, *words):
    out = os.path.join(bench.folder(n), "result.bin")
    said = run(["node", os.path.join(peers.PEERS, script)] + [str(w) for w in words] + [out])[0]
    return json.loads(said), data.of_result(out)


def evaluated(bench, name, what, n, nrules, measured, **more):
    """Record nanoseconds a worker of one who evaluates, if it agrees."""
    ms, digest = measured
    data.check(what, digest, data.reference(bench, n, nrules)["evaluated"])
    bench.record("evaluate", name, what, "ns a worker", [v * 1e6 / n for v in ms], workers=n, rules=nrules, **more)


def lindung_seconds(bench, n, path, jobs, part, result=None, words=()):
    """One part of the seconds that `run` reports, of a run on loaded columns; and a look that the result is the agreed one."""
    env = bench.environment(data.copy(bench, n, of=data.warm))
    command = [bench.lindung, "run", "-q", "--format", "json", "-j", str(jobs), path] + data.settings(n) + list(words)

    def once():
        said = json.loads(run(command, env)[0])
        if result:
            data.check("a run", said["receipt"]["result"], result)
        return said["seconds"][part]
    return rounds(bench.rounds, once)


def lindung_evaluates(bench, nrules, jobs):
    n = million(bench)
    seconds = lindung_seconds(bench, n, data.programme(nrules), jobs, "evaluate", data.reference(bench, n, nrules)["result"])
    bench.record("evaluate", f"lindung-{nrules}-{jobs}", f"Lindung, {jobs} job{'s' * (jobs > 1)}", "ns a worker",
                 [s * 1e9 / n for s in seconds], workers=n, rules=nrules)


def evaluation_pieces(bench):
    n, few = million(bench), min(100000, million(bench))
    pieces = {}

    def piece(name, needs, what, rules, work, count=n):
        def measure():
            why = needs()
            if why:
                bench.missing("evaluate", name, what, why)
            else:
                evaluated(bench, name, what, count, rules, work())
        pieces["evaluate." + name] = measure

    for r in (7, 14):
        piece(f"c-columns-{r}", lambda: None, "C over columns, by hand", r, lambda r=r: evaluate_c(bench, "columns", r))
        piece(f"c-scalar-{r}", lambda: None, "C, a worker after the other", r, lambda r=r: evaluate_c(bench, "scalar", r))
        piece(f"numpy-{r}", needs_numpy, "numpy (OpenFisca's style)", r, lambda r=r: evaluate_numpy(bench, r))
        for t in (1, 2):
            piece(f"duckdb-{r}-{t}", needs_npm("@duckdb/node-api"), f"DuckDB, {t} thread{'s' * (t > 1)}", r,
                  lambda r=r, t=t: peers.duck_evaluates(bench, n, r, t))
        for form, words in (("fused", "one fused function"), ("closures", "a closure a rule")):
            piece(f"node-{form}-{r}", needs_node, f"Node over columns, {words}", r,
                  lambda r=r, form=form: node(bench, n, "columns.mjs", form, data.columns(bench, n), n, r))
        piece(f"sqlite-{r}", lambda: None, "SQLite SQL, in memory", r,
              lambda r=r: peers.sqlite_evaluates(bench, n, r, 3 if n > 100000 else bench.rounds))
        for j in (1, 2):
            pieces[f"evaluate.lindung-{r}-{j}"] = lambda r=r, j=j: lindung_evaluates(bench, r, j)
    for at_once in (1, 2):
        piece(f"zen-{at_once}", needs_npm("@gorules/zen-engine"), f"GoRules Zen, batches of 1,000, {at_once} at once", 7,
              lambda k=at_once: node(bench, few, "zen.mjs", data.columns(bench, few), few, 1000, k), few)
    piece("json-rules-engine", needs_npm("json-rules-engine"), "json-rules-engine", 7,
          lambda: node(bench, few, "json_rules.mjs", data.columns(bench, few), few), few)
    return pieces


def needs_numpy():
    return None if peers.python_with_numpy() else "no python3-numpy"


def needs_node():
    try:
        run(["node", "--version"])
        return None
    except OSError:
        return "no Node"


def needs_npm(name):
    return lambda: needs_node() or (None if peers.has_package(name) else f"npm package {name} is not installed")


# ---- end to end ----

def decided(bench, name, what, ms, digest):
    n = million(bench)
    data.check(what, digest, data.reference(bench, n, 7)["decided"])
    bench.record("end_to_end", name, what, "ms", ms, workers=n, rules=7)


def rows(bench, form, threads):
    n = million(bench)
    people, out = data.table(bench, n), os.path.join(bench.folder(n), "decisions.db")
    command = [bench.program("bench-rows"), form, str(threads), people, out, "7", str(data.cap(n))]
    ms = rounds(bench.rounds, lambda: run(command)[1] * 1e3, lambda: peers.remove(out))
    decided(bench, f"c-{form}-{threads}", f"C by hand, {form}, {threads} thread{'s' * (threads > 1)}", ms,
            data.of_database(out).decided())


def sql(bench):
    n = million(bench)
    out = os.path.join(bench.folder(n), "decisions.db")
    ms = rounds(bench.rounds, lambda: peers.sqlite_decides(bench, n, 7, out))
    decided(bench, "sqlite", f"SQLite {sqlite3.sqlite_version}, SQL alone", ms, data.of_database(out).decided())


def duckdb(bench, threads, fed):
    name = f"duckdb-{'csv' if fed else 'own'}-{threads}"
    what = f"DuckDB, {'fed from CSV' if fed else 'on its own file'}, {threads} thread{'s' * (threads > 1)}"
    why = needs_npm("@duckdb/node-api")()
    if why:
        bench.missing("end_to_end", name, what, why)
        return
    decided(bench, name, what, *peers.duck_decides(bench, million(bench), 7, threads, fed))


def lindung(bench, jobs):
    """First runs, each on a database just imported; then further ones on the last of them, which find the columns it left."""
    n = million(bench)
    result = data.reference(bench, n, 7)["result"]
    cold, warm, parts, memory = [], [], [], []
    for turn in range(2 * (bench.rounds + 1)):
        first = turn <= bench.rounds # each on a database nobody has run on; then all on the last of them
        env = bench.environment(data.copy(bench, n)) if first else env
        command = [bench.lindung, "run", "-q", "--format", "json", "-j", str(jobs), data.programme(7)] + data.settings(n)
        out, seconds, peak = run(command, env)
        said = json.loads(out)
        data.check("a run", said["receipt"]["result"], result)
        if turn % (bench.rounds + 1):
            (cold if first else warm).append(seconds * 1e3)
        if not first:
            memory.append(peak / n)
            parts.append(said["seconds"])
    for which, ms in (("cold", cold), ("warm", warm)):
        what = f"Lindung, {'first run after an import' if which == 'cold' else 'further runs'}, {jobs} job{'s' * (jobs > 1)}"
        bench.record("end_to_end", f"lindung-{which}-{jobs}", what, "ms", ms, workers=n, rules=7)
    for part in parts[0]:
        bench.record("end_to_end", f"lindung-{part}-{jobs}", f"of a further run: {part}", "ms", [p[part] * 1e3 for p in parts[1:]],
                     workers=n)


def end_to_end_pieces(bench):
    pieces = {f"end_to_end.c-{form}-{t}": lambda form=form, t=t: rows(bench, form, t)
              for form in ("plain", "tuned") for t in (1, 2)}
    pieces["end_to_end.sqlite"] = lambda: sql(bench)
    for t in (1, 2):
        pieces[f"end_to_end.duckdb-own-{t}"] = lambda t=t: duckdb(bench, t, False)
        pieces[f"end_to_end.lindung-{t}"] = lambda t=t: lindung(bench, t)
    pieces["end_to_end.duckdb-csv-2"] = lambda: duckdb(bench, 2, True)
    return pieces
