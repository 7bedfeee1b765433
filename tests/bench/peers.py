"""The peers: what they need, how they are run, and that they decide as Lindung does before their times count."""
import json
import os
import sqlite3
import subprocess
import sys
import time

import data
from lib import HERE, run, rounds

PEERS = os.path.join(HERE, "peers")
DECISION = ("decision(worker INTEGER%s, status INTEGER, rank INTEGER, position INTEGER, score INTEGER,"
            " failed INTEGER, unknown INTEGER)")


def packages():
    """Install the pinned npm packages beside their list, once; whatever fails is told by who needs them."""
    if not os.path.exists(os.path.join(PEERS, "node_modules")):
        try:
            subprocess.run(["npm", "install", "--no-package-lock", "--no-audit", "--no-fund", "--silent"], cwd=PEERS,
                           timeout=300, check=False)
        except (OSError, subprocess.TimeoutExpired):
            pass


def has_package(name):
    return os.path.exists(os.path.join(PEERS, "node_modules", name, "package.json"))


def version_of(name):
    return json.load(open(os.path.join(PEERS, "node_modules", name, "package.json")))["version"]


def python_with_numpy():
    for python in (sys.executable, "/usr/bin/python3"):
        try:
            if subprocess.run([python, "-c", "import numpy"], stderr=subprocess.DEVNULL).returncode == 0:
                return python
        except OSError:
            pass
    return None


# ---- SQL ----

POINTS = ("(CASE desil WHEN 1 THEN 15 WHEN 2 THEN 5 ELSE 0 END) + (CASE WHEN kepala_keluarga = 1 THEN"
          " (CASE WHEN disabilitas = 1 THEN 30 ELSE 0 END) + 5 * (CASE WHEN tanggungan > 6 THEN 6"
          " WHEN tanggungan IS NULL THEN 0 ELSE tanggungan END) ELSE 0 END)")


SQLITE_ONCE = " LIMIT -1 OFFSET 0"  # keeps SQLite from working the inner columns out again wherever they are used


def sql_evaluated(nrules, once=""):
    """Outcomes of all rules as one number, false ones low and unknown ones high; then fate, rules and score."""
    conditions = open(os.path.join(PEERS, "rules.sql")).read().splitlines()[:nrules]
    mask = " + ".join(f"(CASE ({c}) WHEN TRUE THEN 0 WHEN FALSE THEN {1 << i} ELSE {65536 << i} END)"
                      for i, c in enumerate(conditions))
    return (f"SELECT id, kecamatan, desil, mask & 65535 AS failed, mask >> 16 AS unknown,"
            " CASE WHEN mask & 65535 > 0 THEN 0 WHEN mask > 0 OR kecamatan IS NULL THEN 1 ELSE 2 END AS fate,"
            " CASE WHEN mask & 65535 > 0 THEN 0 ELSE points END AS score"
            f" FROM (SELECT id, kecamatan, desil, {mask} AS mask, {POINTS} AS points FROM worker{once}) AS w")


def sql_decide(nrules, cap, key, once=""):
    ranked = ("SELECT id, row_number() OVER (ORDER BY score DESC, desil, id) AS rank,"
              " row_number() OVER (PARTITION BY kecamatan ORDER BY score DESC, desil, id) AS place"
              " FROM evaluated WHERE fate = 2")
    return [f"CREATE TEMP TABLE evaluated AS {sql_evaluated(nrules, once)}",
            f"CREATE TEMP TABLE ranked(id INTEGER{key}, rank INTEGER, place INTEGER, position INTEGER)",
            f"INSERT INTO ranked SELECT id, rank, place, CASE WHEN place <= {cap} THEN"
            f" row_number() OVER (PARTITION BY place <= {cap} ORDER BY rank) END FROM ({ranked}) AS r ORDER BY id",
            f"CREATE TABLE {DECISION % key}",
            "INSERT INTO decision SELECT e.id, CASE WHEN fate < 2 THEN fate WHEN position IS NULL THEN 2 ELSE 3 END, rank, position,"
            " CASE WHEN fate > 0 THEN score END, CASE WHEN fate = 0 THEN failed END, CASE WHEN fate = 1 THEN unknown END"
            " FROM evaluated AS e LEFT JOIN ranked AS r ON r.id = e.id ORDER BY e.id"]


def remove(path):
    for end in ("", "-wal", "-shm", "-journal", ".wal"):
        if os.path.exists(path + end):
            os.remove(path + end)


def sqlite_decides(bench, workers, nrules, out):
    """SQL alone: one script from the workers' file into a file of decisions. Milliseconds."""
    remove(out)
    db = sqlite3.connect(out, isolation_level=None)
    start = time.perf_counter()
    db.execute("ATTACH ? AS people", (data.table(bench, workers),))
    db.execute("PRAGMA temp_store = MEMORY")
    db.execute("BEGIN")
    for sql in sql_decide(nrules, data.cap(workers), " PRIMARY KEY", SQLITE_ONCE):
        db.execute(sql)
    db.execute("COMMIT")
    db.close()
    return (time.perf_counter() - start) * 1e3


def sqlite_evaluates(bench, workers, nrules, n):
    db = sqlite3.connect(":memory:", isolation_level=None)
    db.execute("ATTACH ? AS people", (data.table(bench, workers),))
    db.execute("CREATE TABLE worker AS SELECT * FROM people.worker ORDER BY id")
    db.execute("DETACH people")

    def once():
        start = time.perf_counter()
        db.execute(f"CREATE TABLE evaluated AS {sql_evaluated(nrules, SQLITE_ONCE)}")
        return (time.perf_counter() - start) * 1e3
    ms = rounds(n, once, lambda: db.execute("DROP TABLE IF EXISTS evaluated"))
    got = of_evaluated(db.execute("SELECT fate, failed, unknown, score FROM evaluated ORDER BY id"))
    db.close()
    return ms, got


def of_evaluated(rows):
    agreed = data.Agreed()
    for fate, failed, unknown, score in rows:
        agreed.add(fate, 0, 0, score, failed, unknown)
    return agreed.evaluated()


def duck(database, threads, folder, **script):
    path = os.path.join(folder, "duck.json")
    with open(path, "w") as f:
        json.dump({"setup": [], "before": [], "after": []} | script, f)
    return json.loads(run(["node", os.path.join(PEERS, "duck.mjs"), database, str(threads), path])[0])


def duck_table(bench, workers):
    return (f"CREATE TABLE worker AS SELECT * FROM read_csv('{data.text(bench, workers)}', header = true,"
            " types = {'nik': 'VARCHAR', 'tanggal_lahir': 'VARCHAR'})")


def duck_rows(path, of):
    import csv
    with open(path, newline="") as f:
        return of([int(v) if v else None for v in row] for row in csv.reader(f))


def duck_evaluates(bench, workers, nrules, threads):
    folder = bench.folder(workers)
    out = os.path.join(folder, "duck.csv")
    ms = duck(":memory:", threads, folder, setup=[duck_table(bench, workers)], before=["DROP TABLE IF EXISTS evaluated"],
              timed=[f"CREATE TABLE evaluated AS {sql_evaluated(nrules)}"],
              after=[f"COPY (SELECT fate, failed, unknown, score FROM evaluated ORDER BY id) TO '{out}' (HEADER false)"])
    return ms, duck_rows(out, of_evaluated)


def duck_decides(bench, workers, nrules, threads, fed):
    """On its own file, or fed from CSV in each round."""
    folder = bench.folder(workers)
    file, out = os.path.join(folder, "duck.db"), os.path.join(folder, "duck.csv")
    remove(file)
    load, drop = duck_table(bench, workers), [f"DROP TABLE IF EXISTS {t}" for t in ("evaluated", "ranked", "decision")]
    ms = duck(file, threads, folder, setup=[] if fed else [load, "CHECKPOINT"],
              before=drop + (["DROP TABLE IF EXISTS worker"] if fed else []) + ["CHECKPOINT"],
              timed=([load] if fed else []) + sql_decide(nrules, data.cap(workers), "") + ["CHECKPOINT"],
              after=[f"COPY (SELECT * FROM decision ORDER BY worker) TO '{out}' (HEADER false)"])
    return ms, duck_rows(out, data.of_table).decided()
