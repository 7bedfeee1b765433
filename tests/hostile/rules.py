#!/usr/bin/env python3
"""Hostile rule files: rules.py PROGRAM RULES [--bare] [--every=N] [--accept] [--times] [FILE…]

Each row of rules/expected.csv is one file (or one way to use it) with what must come of it:
  file      what it is called here; the row's command is `run FILE` unless `command` says otherwise
  exit      the exit code; here and below a|b is one of the two, and nothing is anything
  code      of the error, of the first failing rule, or of the first finding of `check`
  place     FILE:LINE of it
  answer    of a run: eligible/refused/undecided/errors
  says      a part of the message, where the code alone could mean many things
  open      what is not right yet: such a row must fail, so that the mark goes when the fault goes; a row that is "slow" or
            "hangs" is passed over unless HOSTILE_OPEN=1
  bare      the exit codes that are right when the worker has no first wall; empty: any of 0 1 2 3 4
After each file another office's programme runs on the same database and must have the same result as before the first file.
--bare: the process without its first wall ($LINDUNG_WORKER_BARE), and only what containment promises then. --accept writes what came out, to be read before it is
committed. --times prints how long the longest took. --every=N runs each N-th row alone, for slow builds.
"""
import csv
import pathlib
import re
import shlex
import shutil
import sys

import lib
import make

TABLE = lib.HERE / "rules" / "expected.csv"
REPEAT = re.compile(r"\{(..?)\*(\d+)\}")  # in a command {x*70000} stands for as many x
BARE_DEADLINE = 100  # ms: without the first wall every loop lasts that long
PATIENT = 30000  # ms for what memory is to stop: on a busy machine the deadline would be first
COLUMNS = ["file", "command", "exit", "code", "place", "answer", "says", "bare", "open"]


def office(world):
    """The folder of the hostile office, with what a repository cannot hold."""
    folder = world.work / "tamu"
    shutil.copytree(lib.HERE / "rules", folder, ignore=shutil.ignore_patterns("expected.csv"))
    for name, content in make.rules().items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
    (folder / "folder.lua").mkdir()
    (folder / "tautan.lua").symlink_to("/etc/passwd")
    for pipe in ("pipa.lua", "cases-link/pipa.csv"):
        lib.os.mkfifo(folder / pipe)
    return folder


def short(path):
    return re.sub(r"^(.*/)?tamu/", "", path)


def outcome(done):
    """What came of a call, in the table's words."""
    got = {"exit": str(done.code), "code": "", "place": "", "answer": "", "says": ""}
    fault = done.error()
    if not fault and done.out.startswith("{"):
        run = done.json()
        counts, failures = run.get("counts", {}), run.get("failures", [])
        if "undecided" in counts:
            got["answer"] = "/".join(str(counts[k]) for k in ("eligible", "refused", "undecided", "errors"))
        fault = failures[0] if failures else {}
    elif not fault and done.out.startswith("[{"):
        fault = done.json()[0]
    if fault:
        got["code"], got["says"] = fault["code"], fault["message"]
        got["place"] = "%s:%s" % (short(fault["file"]), fault["line"]) if fault.get("file") else ""
    return got


class Rules:
    def __init__(self, program, rules, bare):
        self.bare = bare
        self.world = lib.World(program, rules)
        if bare:
            self.world.env["LINDUNG_WORKER"] = lib.os.environ["LINDUNG_WORKER_BARE"]
            walls = {w["id"]: w["stands"] for w in self.world.must("doctor", "--format", "json").json()["walls"]}
            if walls.get("first-wall", True) or not walls["seccomp"]:
                raise SystemExit("not the first wall alone is missing: %s" % walls)
        office(self.world)
        self.world.seen = self.world.listing()
        self.control = self.answer()
        self.times = []

    def answer(self):
        run = self.world.must("run", "tamu/kontrol.lua", "--format", "json").json()
        return run["receipt"]["result"]

    def command(self, row):
        words = shlex.split(row["command"]) or ["run", "tamu/" + row["file"]]
        words = [REPEAT.sub(lambda m: m[1] * int(m[2]), word) for word in words] + ["--format", "json"]
        deadline = BARE_DEADLINE if self.bare else PATIENT if "more memory" in row["says"] else None
        return words + ["--limit", "deadline-ms=%d" % deadline] if deadline else words

    def call(self, row):
        done = self.world.run(*self.command(row))
        self.times.append((done.seconds, row["file"]))
        lib.discreet(done.out)
        lib.discreet(done.err)
        if done.code == 4:
            lib.discreet(self.world.must("show", codes=(0, 4)).out)
        self.world.untouched()
        if self.answer() != self.control:
            raise lib.Broken("another office's result is different afterwards")
        return outcome(done)

    def check(self, row):
        all_of_them = "HOSTILE_OPEN" in lib.os.environ
        if row["open"] in ("slow", "hangs") and not self.bare and not all_of_them:
            return
        if self.bare or row["open"] in ("", "slow"):
            self.judge(row)
        else:
            try:
                self.judge(row)
            except lib.Broken:
                return
            raise lib.Broken("is right now: take the mark '%s' out of its row" % row["open"])

    def judge(self, row):
        got = self.call(row)
        if self.bare:
            if got["exit"] not in (row["bare"] or "0 1 2 3 4").split():
                raise lib.Broken("exit %s [%s] %s, not %s" % (got["exit"], got["code"], got["says"], row["bare"]))
            return
        for key in COLUMNS[2:6]:
            if row[key] and got[key] not in row[key].split("|"):
                raise lib.Broken("%s is %r, not %r (%s)" % (key, got[key], row[key], got["says"]))
        if row["says"] not in got["says"]:
            raise lib.Broken("says %r, not %r" % (got["says"], row["says"]))


def accept(rules, rows):
    for row in rows:
        try:
            row |= rules.call(row)
        except lib.Broken as e:
            row |= {"exit": "BROKEN", "says": str(e)}
            print(row["file"], e, flush=True)
    with open(TABLE, "w", newline="", encoding="utf-8") as f:
        out = csv.DictWriter(f, COLUMNS, lineterminator="\n")
        out.writeheader()
        out.writerows(rows)
    return 0


def unlisted(rows):
    """A file that no row names would be a file that is not tested."""
    listed = {row["file"] for row in rows} | {word for row in rows for word in shlex.split(row["command"])}
    for path in sorted((lib.HERE / "rules").rglob("*.lua")):
        name = str(path.relative_to(lib.HERE / "rules"))
        text = path.read_text(encoding="utf-8", errors="replace")
        helper = "/" not in name and ("-" not in name or name in ("kontrol.lua",))
        if not helper and name.split("/")[0] not in {x.split("/")[0] for x in listed} and text:
            raise lib.Broken("no row names " + name)


def main():
    with open(TABLE, newline="", encoding="utf-8") as f:
        rows = list(csv.DictReader(f))
    unlisted(rows)
    rules = Rules(sys.argv[1], pathlib.Path(sys.argv[2]), "--bare" in sys.argv)
    try:
        if "--accept" in sys.argv:
            return accept(rules, rows)
        code = lib.main([(row["file"], lambda row=row: rules.check(row)) for row in rows])
        if "--times" in sys.argv:
            for seconds, name in sorted(rules.times, reverse=True)[:20]:
                print("%7.3f s  %s" % (seconds, name))
        return code
    finally:
        rules.world.close()


if __name__ == "__main__":
    sys.exit(main())
