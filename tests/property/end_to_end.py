"""Random offices, end to end: the built program against a second implementation of the contract (oracle.py).

    end_to_end.py LINDUNG RULES [--seed S] [--count N] [--seconds S] [--keep FOLDER]

Each instance is an office folder with its own fields, sources, deliveries and a few programmes, as Lua and CSV in a
temporary folder. The program imports, runs, verifies, replays, explains, keeps and exports; every cell of the decisions
and the numbers of the JSON are compared with the oracle's. The same seed makes the same office. COUNT offices from SEED
on are made, or as many as the seconds allow. A difference is printed with its seed, and the exit code is 1.
"""
import argparse
import collections
import csv
import json
import os
import subprocess
import sys
import tempfile
import time

import offices
import oracle


class Differs(Exception):
    """The engine and the oracle disagree."""


def same(what, engine, expected):
    if engine != expected:
        raise Differs("%s\n  engine: %s\n  oracle: %s" % (what, engine, expected))


class Office:
    """One temporary folder and the program in it."""

    def __init__(self, program, rules, folder, seed):
        self.program, self.rules, self.folder = program, rules, folder
        self.m = offices.Maker(seed)
        self.runs, self.kept = [], {}

    def call(self, *args, expect=(0,)):
        done = subprocess.run([self.program, *args, "--db", "a.db", "--rules", self.rules, "--format", "json", "--quiet",
                               "--show-ids", "--lang", "en"], cwd=self.folder, capture_output=True, text=True)
        if done.returncode not in expect:
            raise Differs("lindung %s: exit %d, not %s\n%s%s" % (" ".join(args), done.returncode, expect, done.stdout[-300:],
                                                                 done.stderr))
        return done

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8", newline="") as out:
            out.write(text)

    def deliver(self, source, name, rows, columns, *more):
        """Import one file of rows."""
        lines = [columns] + [[offices.cell(w[c], self.m.r) for c in columns] for w in rows]
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8", newline="") as out:
            csv.writer(out, lineterminator="\n").writerows(lines)
        answer = json.loads(self.call("import", "--office", "kantor", "--source", source, name, *more).stdout)
        same("import of " + name, [answer["files"][0][k] for k in ("read", "quarantined")] + [answer["quarantine"]],
             [len(rows), 0, []])

    def deliveries(self):
        """Import everything; the workers as the rules see them before derivation."""
        m, r = self.m, self.m.r
        m.choose_columns()
        workers = m.workers()
        facts = r.sample(m.columns, r.randint(1, 3)) if m.chance(0.5) else []
        key = "kk" if facts and "kk" not in facts and m.chance(0.4) else "nik"
        first = m.chance(0.5)
        absent = {f: m.value(m.field(f)) for f in facts if not f.startswith("jamsos")} if facts and m.chance(0.5) else {}
        columns = ["nik"] + m.columns
        self.write("kantor/fields.lua", offices.fields_lua(m))
        self.write("kantor/sources/daftar.lua", offices.source_lua("daftar", "workers", "nik", 20, columns, {}))
        self.deliver("daftar", "daftar1.csv", workers, columns)
        if m.chance(0.4):  # a second delivery: some again, some new, or the whole list anew
            again = [dict(w) for w in m.workers()[:r.randint(1, 30)]]
            for w in again:
                if m.chance(0.5):
                    w["nik"] = r.choice(workers)["nik"]
            again = list({w["nik"]: w for w in again}.values())
            replace = m.chance(0.3)
            self.deliver("daftar", "daftar2.csv", again, columns, "--replace" if replace else "--add")
            workers = list(({} if replace else {w["nik"]: w for w in workers} | {}).values()) or []
            workers = list(({w["nik"]: w for w in workers} | {w["nik"]: w for w in again}).values())
        if facts:
            self.facts(workers, facts, key, first, absent)
        for w in workers:
            w.update({f["name"]: w.get(f["name"]) for f in m.fields})
        return sorted(workers, key=lambda w: w["nik"])

    def facts(self, workers, facts, key, first, absent):
        """A source that only adds fields, before or after the workers' own in precedence."""
        m, r = self.m, self.m.r
        self.write("kantor/sources/fakta.lua", offices.source_lua("fakta", "facts", key, 5 if first else 30, [key] + facts, absent))
        if m.chance(0.15):
            return
        keys = sorted({w[key] for w in workers if w[key] is not None})
        rows = [m.fill({key: k}, [m.field(f) for f in facts], True) for k in keys if m.chance(0.5)]
        if not rows:
            return
        self.deliver("fakta", "fakta.csv", rows, [key] + facts)
        said = {row[key]: row for row in rows}
        for w in workers:
            row = said.get(w[key], absent) if w[key] is not None else {}
            for f in facts:
                mine, theirs = w[f], row.get(f)
                w[f] = (theirs if theirs is not None else mine) if first else (mine if mine is not None else theirs)

    # one programme

    def programme(self, number, workers):
        m = self.m
        p = m.programme(number)
        self.write("kantor/%s.lua" % p["module"], offices.programme_lua(p, m.r))
        workers = [dict(w) for w in workers]
        oracle.derive(m.fields, workers, m.as_of)
        seen = {}
        for i, paid in self.kept.items():
            for nik, months in paid.items() if i != p["id"] else ():
                seen.setdefault(nik, set()).update(months)
        try:
            people, s = oracle.decide(p, m.fields, workers, seen)
        except oracle.Refused as e:
            done = self.call("run", "kantor/%s.lua" % p["module"], expect=(3,))
            same("code", json.loads(done.stderr)["error"]["code"], str(e))
            return "refused"
        errors = sum(d["error"] for d in people)
        done = self.call("run", "kantor/%s.lua" % p["module"], expect=(4,) if errors else (0,))
        said = json.loads(done.stdout)
        self.compare_decisions(said["run"], people)
        compare_summary(said, p, people, s, errors)
        self.compare_answers(said["run"], people)
        self.runs.append(said["run"])
        if m.chance(0.3) and not errors:
            self.call("keep", str(said["run"]))
            self.kept[p["id"]] = {d["nik"]: set(range(p["funders"][i]["from"], p["funders"][i]["from"] + d["months"]))
                                  for d in people if d["status"] == "selected"
                                  for i in [next(i for i, f in enumerate(p["funders"]) if f["id"] == d["funder"])]}
        return "compared"

    def compare_decisions(self, run, people):
        self.call("export", str(run), "--as", "decisions", "-o", "keputusan.csv")
        with open(os.path.join(self.folder, "keputusan.csv"), encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        os.remove(os.path.join(self.folder, "keputusan.csv"))
        same("header", rows[0], oracle.HEADER)
        expected = [oracle.row(d) for d in people]
        wrong = [(a, b) for a, b in zip(rows[1:], expected) if a != b]
        if wrong or len(rows) - 1 != len(expected):
            raise Differs("decisions of run %d, %d of %d differ\n%s" % (run, len(wrong), len(expected), "\n".join(
                "  engine: %s\n  oracle: %s" % (",".join(a), ",".join(b)) for a, b in wrong[:6])))

    def compare_answers(self, run, people):
        verify = json.loads(self.call("verify", str(run)).stdout)
        same("verify", verify["ok"], True)
        same("replay", json.loads(self.call("replay", str(run)).stdout)["same"], True)
        for d in self.m.r.sample(people, min(2, len(people))):
            said = json.loads(self.call("explain", d["nik"], "--run", str(run)).stdout)
            row = dict(zip(oracle.HEADER, oracle.row(d)))
            for k in ("status", "rank", "position", "score", "score_low", "score_high", "funder", "months", "cost", "constraint"):
                same("explain %s %s" % (d["nik"], k), "" if said[k] is None else str(said[k]), row[k])
            same("explain outcomes", [(x["id"], x["outcome"]) for x in said["rules"]],
                 [(i, {True: "true", False: "false", None: "unknown"}.get(a, a)) for i, a in d["raw"].items()])
            same("explain missing", said["missing"], d["missing"])


def tally(pairs):
    return dict(collections.Counter(pairs))


def compare_summary(said, p, people, s, errors):
    """The JSON of `run` against the oracle's decisions."""
    status = tally(d["status"] for d in people)
    counts = {k: status.get(k, 0) for k in ("selected", "reserve", "refused", "undecided")}
    counts.update(workers=len(people), eligible=counts["selected"] + counts["reserve"], errors=errors)
    same("counts", said["counts"], counts)
    same("refused_by", {x["rule"]: x["workers"] for x in said["refused_by"]},
         tally(i for d in people if d["status"] == "refused" for i in d["rules"]))
    same("missing_by", {x["field"]: x["workers"] for x in said["missing_by"]}, tally(i for d in people for i in d["missing"]))
    same("bound_by", {x["constraint"]: x["workers"] for x in said["bound_by"]},
         tally(d["constraint"] for d in people if d["status"] == "reserve"))
    same("funders", [f["id"] for f in said["funders"]], [f["id"] for f in p["funders"]])
    for f, x in zip(p["funders"], said["funders"]):
        mine = [y for y in s.funders if y["f"] is f]
        paid = [y["cost"][n] for y in mine for n in y["people"]]
        committed = sum(paid)
        budget = sum(q["budget"] for q in f["parts"]) if f["parts"] else f["budget"]
        if isinstance(budget, tuple):
            budget = budget[1] if budget[0] == "split" else sum(y["budget"] for y in mine)
        expected = {"people": len(paid), "committed": committed, "budget": budget,
                    "person_months": sum(len(y["people"]) * y["months"] for y in mine),
                    "remainder": None if budget is None else budget - committed}
        same("funder " + f["id"], {k: x[k] for k in expected}, expected)
        if f["by"]:
            same("purses of " + f["id"], [(q["group"], q["budget"], q["people"], q["committed"]) for q in x["purses"]],
                 [(oracle.text(y["group"]), y["budget"], len(y["people"]), sum(y["cost"][n] for n in y["people"])) for y in mine])
        else:
            same("evenness of " + f["id"], x["even"], mine[0]["even"])
            if mine[0]["even"]:
                same("places of " + f["id"], x["places"], mine[0]["places"])
        if f["parts"]:
            each = [oracle.shares(f, c) for c in paid]
            same("parts of " + f["id"], [q["committed"] for q in x["parts"]], [sum(e[i] for e in each) for i in range(len(f["parts"]))])
    compare_groups(said, people, s)


def compare_groups(said, people, s):
    expected = {}
    for q in s.q:
        for g in set(q["groups"]) | set(q["low"]) | set(q["high"]):
            mine = [d["status"] for d in people if d["w"][q["by"]] == g and d["status"] in ("selected", "reserve")]
            expected[q["q"]["id"], oracle.text(g)] = (len(mine), mine.count("selected"), mine.count("reserve"),
                                                     q["low"].get(g, 0) if q["q"]["low"] else None,
                                                     q["high"].get(g))
        if q["q"]["low"] and q["q"]["low"][0] == "number" and q["q"]["low"][1]:  # a floor for every group names those in which nobody is eligible
            for g in {d["w"][q["by"]] for d in people} - {None}:
                most = s.limit(q["q"]["high"], q["q"], {g: 0}).get(g) if q["q"]["high"] else None
                expected.setdefault((q["q"]["id"], oracle.text(g)), (0, 0, 0, q["q"]["low"][1], most))
    got = {(x["quota"], x["group"]): tuple(x[k] for k in ("eligible", "selected", "reserve", "at_least", "at_most"))
           for x in said["groups"]}
    same("groups", sorted(got.items(), key=str), sorted(expected.items(), key=str))


def try_office(program, rules, folder, seed, seen):
    office = Office(program, rules, folder, seed)
    workers = office.deliveries()
    for i in range(office.m.r.randint(2, 5)):
        seen[office.programme(i, workers)] += 1
    if office.runs:  # what was kept since does not change an earlier run
        same("replay later", json.loads(office.call("replay", str(office.runs[0])).stdout)["same"], True)


def main():
    args = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    args.add_argument("program")
    args.add_argument("rules")
    args.add_argument("--seed", type=int, default=1)
    args.add_argument("--count", type=int, default=1 << 30)
    args.add_argument("--seconds", type=float, default=1e9)
    args.add_argument("--keep", help="make the offices here and leave them")
    args.add_argument("--all", action="store_true", help="go on after a difference")
    a = args.parse_args()
    started, seen, failed = time.monotonic(), collections.Counter(), 0
    for seed in range(a.seed, a.seed + a.count):
        if time.monotonic() - started > a.seconds:
            break
        with tempfile.TemporaryDirectory() as folder:
            if a.keep:
                folder = os.path.join(a.keep, str(seed))
                os.makedirs(folder)
            try:
                try_office(os.path.abspath(a.program), os.path.abspath(a.rules), folder, seed, seen)
                seen["offices"] += 1
            except Differs as e:
                print("seed %d: %s\n" % (seed, e), flush=True)
                failed += 1
                if not a.all:
                    break
    print(", ".join("%d %s" % (n, k) for k, n in sorted(seen.items())) + ", %d differ" % failed)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
