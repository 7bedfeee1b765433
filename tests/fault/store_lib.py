"""What the tests of the program under faults share: an office with its data, and what a database says."""
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile


class Failed(Exception):
    pass


def expect(ok, *what):
    if not ok:
        raise Failed(" ".join(str(w) for w in what))


class Office:
    """A folder with people and the program to try; everything is made up."""

    def __init__(self, program, rules):
        self.folder = tempfile.mkdtemp(prefix="lindung-test-")
        self.program = os.path.realpath(program)
        self.env = {"PATH": os.environ["PATH"], "LC_ALL": "C", "LINDUNG_RULES": os.path.realpath(rules),
                    "SOURCE_DATE_EPOCH": "1732147323", "HOME": self.folder}
        for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS", "LD_LIBRARY_PATH"):
            if name in os.environ:
                self.env[name] = os.environ[name]

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        shutil.rmtree(self.folder, ignore_errors=True)

    def path(self, name):
        return os.path.join(self.folder, name)

    def start(self, *args, env=None, **more):
        return subprocess.Popen([self.program, *args], cwd=self.folder, env={**self.env, **(env or {})},
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **more)

    def run(self, *args, code=0, **more):
        p = self.start(*args, **more)
        out, said = p.communicate()
        expect(p.returncode == code, " ".join(args), "exit", p.returncode, "not", code, out, said)
        return out + said

    def read(self, name):
        with open(self.path(name), "rb") as f:
            return f.read()

    def write(self, name, content):
        with open(self.path(name), "wb") as f:
            f.write(content)

    def names(self):
        return sorted(os.listdir(self.folder))


def state(path):
    """(version, hash of all rows) of a database that must be whole; (0, "") without rows or file."""
    if not os.path.exists(path) or os.path.getsize(path) == 0:
        return 0, ""
    db = sqlite3.connect(path, isolation_level=None)
    try:
        ask = lambda sql: db.execute(sql).fetchone()[0]
        expect(ask("PRAGMA quick_check") == "ok", "pages are damaged")
        version = ask("PRAGMA user_version")
        tables = [n for (n,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")]
        if version:
            check_sums(ask, tables)
        hashed, rows = hashlib.sha256(), 0
        for t in tables:
            # A kept run's seal is made with a random secret: that it is there is a state, what it is is none.
            columns = [c for (_, c, *_) in db.execute(f'PRAGMA table_info("{t}")')]
            random = {"run": {"sealed"}, "seal": {"secret"}, "log": {"text", "before", "hash"}}.get(t, ())
            named = ", ".join(f'"{c}"' if c not in random else f'"{c}" IS NULL' for c in columns)
            for row in db.execute(f'SELECT {named} FROM "{t}" ORDER BY {", ".join(map(str, range(1, len(columns) + 1)))}'):
                hashed.update(repr((t, row)).encode())
                rows += 1
        return version, hashed.hexdigest() if rows else ""
    finally:
        db.close()


def check_sums(ask, tables):
    expect(ask("SELECT count(*) FROM file WHERE read <> stored + quarantined + unchanged") == 0, "rows are lost")
    expect(ask("SELECT count(*) FROM file AS f WHERE quarantined <> (SELECT count(*) FROM quarantine AS q"
               " WHERE q.file = f.file)") == 0, "rows in quarantine are lost")
    expect(ask("SELECT count(*) FROM delivery WHERE digest IS NULL") == 0, "a delivery is not sealed")
    for t in tables:
        if t.startswith("record_"):
            expect(ask(f"SELECT count(*) FROM file AS f JOIN delivery AS d USING (delivery) WHERE d.source = '{t[7:]}'"
                       f" AND f.stored <> (SELECT count(*) FROM \"{t}\" WHERE _file = f.file)") == 0, "records are lost", t)
    if "run" in tables:
        expect(ask("SELECT count(*) FROM run AS r WHERE workers <> (SELECT count(*) FROM decision AS d"
                   " WHERE d.run = r.run) + (SELECT coalesce(sum(rows), 0) FROM draft AS d WHERE d.run = r.run)") == 0,
               "decisions are lost")
        expect(ask("SELECT count(*) FROM run AS r WHERE kept_at IS NOT NULL AND EXISTS (SELECT 1 FROM draft AS d"
                   " WHERE d.run = r.run)") == 0, "a kept run is no rows")


def main(tests):
    """Run each test; print and count those that fail."""
    bad = 0
    for test in tests:
        try:
            test()
            print("ok", test.__doc__, file=sys.stderr)
        except Failed as e:
            print("FAILED", test.__doc__, "\n ", e, file=sys.stderr)
            bad += 1
    sys.exit(1 if bad else 0)
