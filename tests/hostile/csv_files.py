#!/usr/bin/env python3
"""Hostile spreadsheets: csv_files.py PROGRAM RULES [--accept] [--times] [FILE…]

Each row of csv/expected.csv is one file (csv/NAME.csv, or one that make.py makes) and what must come of it:
  source       its description, in csv/kantor/sources
  exit, code, place   of a refusal of the whole file; place is LINE:COLUMN
  read, stored, quarantined, unchanged   what `import` counts
  rows         the rows in quarantine, `LINE COLUMN CODE` each; more than eight are the first eight and …
For each file also: rows are conserved; the same file again changes nothing; `quarantine` tells the same as `import` in both
forms; after a refusal nothing is stored; no number of a person and no control character is printed.
"""
import csv
import io
import pathlib
import shutil
import sys

import lib
import make

TABLE = lib.HERE / "csv" / "expected.csv"
COLUMNS = ["file", "source", "exit", "code", "place", "read", "stored", "quarantined", "unchanged", "rows"]
COUNTS = COLUMNS[5:9]
SHOWN = 8


def disarmed(text):
    """A cell of a spreadsheet as text: the apostrophe that keeps it from running is no part of it."""
    return text[1:] if text[:1] == "'" and text[1:].lstrip(" ")[:1] in "=+-@＝＋－＠\t\r\n" else text


class Files:
    def __init__(self, program, rules):
        self.world = lib.World(program, rules, people=None)
        shutil.copytree(lib.HERE / "csv" / "kantor", self.world.work / "kantor")
        for path in (lib.HERE / "csv").glob("*.csv"):
            if path != TABLE:
                shutil.copy(path, self.world.work)
        for name, content in make.csv().items():
            (self.world.work / (name + ".csv")).write_bytes(content)
        self.world.seen = self.world.listing()
        self.times = []

    def take(self, row, database, *more):
        done = self.world.run("import", "--db", database, "--office", "kantor", "--source", row["source"], "--format", "json",
                              row["file"] + ".csv", *more)
        lib.discreet(done.out, names=False)
        lib.discreet(done.err, names=False)
        return done

    def call(self, row):
        database = "lindung.db." + row["file"]
        done = self.take(row, database)
        self.times.append((done.seconds, row["file"]))
        got = {key: "" for key in COLUMNS[2:]} | {"exit": str(done.code)}
        fault = done.error()
        if fault:
            got["code"] = fault["code"]
            got["place"] = ":".join(str(fault[k]) for k in ("line", "column") if fault[k])
            self.nothing_stored(database)
        else:
            self.conserved(done.json(), row, database)
            answer = done.json()
            got |= {key: str(answer[key]) for key in COUNTS}
            rows = ["%d %s %s" % (q["line"], q["column"], q["code"]) for q in answer["quarantine"]]
            got["rows"] = "; ".join(rows[:SHOWN] + ["…"] * (len(rows) > SHOWN))
        self.world.untouched()
        for path in self.world.work.glob(database + "*"):
            path.unlink()
        return got

    def nothing_stored(self, database):
        """The next delivery is the first."""
        again = self.take({"file": "plain", "source": "daftar"}, database).json()
        if again["delivery"] != 1 or again["stored"] != 3:
            raise lib.Broken("a refused file left something: %s" % again)

    def conserved(self, answer, row, database):
        if answer["read"] != answer["stored"] + answer["quarantined"] + answer["unchanged"]:
            raise lib.Broken("%(read)d read, %(stored)d stored, %(quarantined)d quarantined, %(unchanged)d unchanged" % answer)
        if len(answer["quarantine"]) != min(answer["quarantined"], 1000):
            raise lib.Broken("%d rows listed of %d" % (len(answer["quarantine"]), answer["quarantined"]))
        listed = self.world.must("quarantine", "--db", database, "--format", "json").json()["quarantine"]
        keys = ("line", "column", "value", "code", "reason")
        short = [{k: q[k] for k in keys} for q in listed[:1000]]
        if len(listed) != answer["quarantined"] or short != [{k: q[k] for k in keys} for q in answer["quarantine"]]:
            raise lib.Broken("quarantine lists other rows than import")
        table = self.world.must("quarantine", "--db", database, "--format", "csv").out
        cells = [{k: disarmed(v) for k, v in q.items()} for q in csv.DictReader(io.StringIO(table, newline=""))]
        if cells != [{k: disarmed(str(v)) for k, v in q.items()} for q in listed]:
            raise lib.Broken("quarantine as CSV is not what it is as JSON")
        again = self.take(row, database).json()
        if again["delivery"] is not None or again["unchanged"] != answer["read"] or again["stored"] or again["quarantined"]:
            raise lib.Broken("the same file again changed something: %s" % again)

    def check(self, row):
        got = self.call(row)
        for key in COLUMNS[2:]:
            if got[key] != row[key]:
                raise lib.Broken("%s is %r, not %r" % (key, got[key], row[key]))


def accept(files, rows):
    for row in rows:
        try:
            row |= files.call(row)
        except lib.Broken as e:
            row |= {"exit": "BROKEN", "rows": str(e)}
            print(row["file"], e, flush=True)
    with open(TABLE, "w", newline="", encoding="utf-8") as f:
        out = csv.DictWriter(f, COLUMNS, lineterminator="\n")
        out.writeheader()
        out.writerows(rows)
    return 0


def main():
    with open(TABLE, newline="", encoding="utf-8") as f:
        rows = list(csv.DictReader(f))
    files = Files(sys.argv[1], pathlib.Path(sys.argv[2]))
    try:
        here = {path.stem for path in files.world.work.glob("*.csv")}
        if here != {row["file"] for row in rows}:
            raise SystemExit("files and rows differ: %s" % sorted(here ^ {row["file"] for row in rows}))
        if "--accept" in sys.argv:
            return accept(files, rows)
        code = lib.main([(row["file"], lambda row=row: files.check(row)) for row in rows])
        if "--times" in sys.argv:
            for seconds, name in sorted(files.times, reverse=True)[:12]:
                print("%7.3f s  %s" % (seconds, name))
        return code
    finally:
        files.world.close()


if __name__ == "__main__":
    sys.exit(main())
