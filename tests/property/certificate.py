"""The independent checker of certificates (tests/tools/check_certificate.py) against `lindung verify`, on random offices.

    certificate.py LINDUNG RULES [--seed S] [--count N] [--tampers N] [--seconds S]     ($LINDUNG_OFFICES overrides COUNT)

Every list that the program makes must satisfy both. Then the list is tampered with, in the database and in the exported file
alike: people swapped, dropped, added, paid by another, at another price, at another rank. A list is determined to the last
cell of these columns, so both must find every one. Left out of verify are its checks that only say "another byte": hashes,
head, summary, document; the checker's own are `result` and `summary`.
"""
import argparse
import collections
import csv
import io
import json
import os
import sqlite3
import sys
import tempfile
import time

for folder in "tools", "support":
    sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", folder))
import check_certificate  # noqa: E402
import drafts  # noqa: E402
import end_to_end  # noqa: E402

BYTES = {"result", "counts", "summary", "data", "rules", "fresh-run", "head", "document"}
NUMBERS = ("rank", "position", "score", "score_low", "score_high", "months", "cost")
PAID = ("status", "position", "funder", "months", "cost", "constraint")


def text_of(rows):
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([check_certificate.COLUMNS] + [list(r.values()) for r in rows])
    return out.getvalue().encode()


# ---- tampering: each changes rows (dicts by column) and returns False where the list offers nothing to change ----

def of(rows, status):
    return sorted((r for r in rows if r["status"] == status), key=lambda r: int(r["rank"] or 0))


def exchange(a, b, keys):
    for k in keys:
        a[k], b[k] = b[k], a[k]


def positions(rows):
    for i, r in enumerate(of(rows, "selected"), 1):
        r["position"] = str(i)


def two(r, rows):
    return r.sample(rows, 2) if len(rows) > 1 else (None, None)


def swap_people(rows, r, funders):
    chosen, reserve = of(rows, "selected"), of(rows, "reserve")
    if not chosen or not reserve:
        return False
    exchange(r.choice(chosen), r.choice(reserve), PAID)
    positions(rows)


def swap_at_the_end(rows, r, funders):
    chosen, reserve = of(rows, "selected"), of(rows, "reserve")
    if not chosen or not reserve:
        return False
    exchange(chosen[-1], reserve[0], PAID)
    positions(rows)


def swap_keeping_positions(rows, r, funders):
    chosen, reserve = of(rows, "selected"), of(rows, "reserve")
    if not chosen or not reserve:
        return False
    exchange(r.choice(chosen), r.choice(reserve), PAID)


def drop(rows, r, funders):
    chosen, reserve = of(rows, "selected"), of(rows, "reserve")
    if not chosen:
        return False
    out = r.choice(chosen)
    because = r.choice(reserve)["constraint"] if reserve and r.random() < 0.5 else "money " + out["funder"]
    out.update(status="reserve", position="", funder="", months="", cost="", constraint=because)
    positions(rows)


def add(rows, r, funders):
    chosen, reserve = of(rows, "selected"), of(rows, "reserve")
    if not chosen or not reserve:
        return False
    like = r.choice(chosen)
    r.choice(reserve).update({k: like[k] for k in PAID})
    positions(rows)


def other_payer(rows, r, funders):
    chosen = of(rows, "selected")
    if not chosen or len(funders) < 2:
        return False
    d = r.choice(chosen)
    d["funder"] = r.choice([f for f in funders if f != d["funder"]])


def swap_payers(rows, r, funders):
    a, b = two(r, of(rows, "selected"))
    if a is None:
        return False
    exchange(a, b, ("funder", "months", "cost"))


def no_payer(rows, r, funders):
    chosen = of(rows, "selected")
    if not chosen:
        return False
    r.choice(chosen).update(funder="")


def other_cost(rows, r, funders):
    chosen = of(rows, "selected")
    if not chosen:
        return False
    d = r.choice(chosen)
    d["cost"] = str(max(0, int(d["cost"] or 0) + r.choice([-1, 1, 16800, 1000000])))


def other_months(rows, r, funders):
    chosen = of(rows, "selected")
    if not chosen:
        return False
    d = r.choice(chosen)
    d["months"] = str(int(d["months"] or 0) + r.choice([-1, 1]))


def swap_ranks(rows, r, funders):
    a, b = two(r, of(rows, "selected") + of(rows, "reserve"))
    if a is None:
        return False
    exchange(a, b, ("rank",))
    positions(rows)


def swap_positions(rows, r, funders):
    a, b = two(r, of(rows, "selected"))
    if a is None:
        return False
    exchange(a, b, ("position",))


def other_constraint(rows, r, funders):
    reserve = of(rows, "reserve")
    if not reserve:
        return False
    d = r.choice(reserve)
    d["constraint"] = r.choice(["already covered", "no funder accepts", "seats " + funders[0], "money " + funders[0], ""])


def refuse(rows, r, funders):
    eligible = of(rows, "selected") + of(rows, "reserve")
    if not eligible:
        return False
    r.choice(eligible).update(status="refused", rank="", position="", funder="", months="", cost="", constraint="")
    positions(rows)


def let_in(rows, r, funders):
    chosen = of(rows, "selected")
    others = [d for d in rows if d["status"] in ("refused", "undecided")]
    if not chosen or not others:
        return False
    r.choice(others).update({k: chosen[-1][k] for k in PAID})


def other_score(rows, r, funders):
    eligible = of(rows, "selected") + of(rows, "reserve")
    if not eligible:
        return False
    d = r.choice(eligible)
    d["score"] = str(int(d["score"] or 0) + 1)


TAMPERS = [swap_people, swap_at_the_end, swap_keeping_positions, drop, add, other_payer, swap_payers, no_payer, other_cost,
           other_months, swap_ranks, swap_positions, other_constraint, refuse, let_in, other_score]


# ---- one run ----

class Case:
    def __init__(self, office, run):
        self.office, self.run = office, str(run)
        self.db = os.path.join(office.folder, "a.db")
        self.cert = json.loads(self.export("certificate"))
        self.raw = self.export("decisions")
        self.show = json.loads(office.call("show", self.run).stdout)
        rows = list(csv.reader(io.StringIO(self.raw.decode(), newline="")))
        self.rows = [dict(zip(rows[0], r)) for r in rows[1:]]

    def export(self, form):
        path = os.path.join(self.office.folder, "export")
        self.office.call("export", self.run, "--as", form, "-o", "export")
        with open(path, "rb") as f:
            data = f.read()
        os.remove(path)
        return data

    def verify(self):
        said = json.loads(self.office.call("verify", self.run, expect=(0, 1)).stdout)
        return {c["id"]: c["detail"] for c in said["checks"] if not c["ok"] and c["id"] not in BYTES}

    def check(self, rows):
        """The checker on a list, summary left out."""
        return {k: v for k, v in check_certificate.check(self.cert, text_of(rows)).items() if k not in BYTES}

    def store(self, rows):
        """Write changed rows into the database, as a person with a tool would."""
        with sqlite3.connect(self.db) as db:
            drafts.spread(db, int(self.run))
            for old, new in zip(self.now, rows):
                if old == new:
                    continue
                keys = [k for k in new if k != "nik"]
                db.execute("UPDATE decision SET %s WHERE run = ? AND nik = ?" % ", ".join('"%s" = ?' % k for k in keys),
                           [(None if new[k] == "" else int(new[k]) if k in NUMBERS else new[k]) for k in keys]
                           + [int(self.run), new["nik"]])
        db.close()
        self.now = rows

    def tamper(self, r, how, seen):
        rows = [dict(d) for d in self.rows]
        if how(rows, r, [f["id"] for f in self.cert["funders"]]) is False or rows == self.rows:
            return
        self.store(rows)
        theirs, mine = self.verify(), self.check(rows)
        self.store(self.rows)
        seen[how.__name__] += 1
        if not theirs or not mine:
            raise end_to_end.Differs("run %s, %s:\n  verify: %s\n  checker: %s\n%s" % (self.run, how.__name__, theirs, mine, "\n".join(
                "  %s\n  -> %s" % (list(a.values()), list(b.values())) for a, b in zip(self.rows, rows) if a != b)))

    def whole(self):
        self.now = self.rows
        wrong = check_certificate.check(self.cert, self.raw, self.show)
        end_to_end.same("the checker on an honest list", wrong, {})
        end_to_end.same("verify on an honest list", self.verify(), {})


def try_office(program, rules, folder, seed, tampers, seen):
    office = end_to_end.Office(program, rules, folder, seed)
    workers = office.deliveries()
    outcomes = collections.Counter(office.programme(i, workers) for i in range(office.m.r.randint(2, 4)))
    seen["lists"] += outcomes["compared"]
    r = office.m.r
    for run in office.runs:
        case = Case(office, run)
        case.whole()
        for how in r.sample(TAMPERS, min(tampers, len(TAMPERS))):
            case.tamper(r, how, seen)


def main():
    args = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    args.add_argument("program")
    args.add_argument("rules")
    args.add_argument("--seed", type=int, default=1)
    args.add_argument("--count", type=int, default=1 << 30)
    args.add_argument("--tampers", type=int, default=len(TAMPERS), help="kinds of tampering a list")
    args.add_argument("--seconds", type=float, default=1e9)
    args.add_argument("--least", type=int, default=0, help="fail when fewer tampered lists were tried")
    args.add_argument("--all", action="store_true", help="go on after a difference")
    a = args.parse_args()
    a.count = int(os.environ.get("LINDUNG_OFFICES", a.count))
    started, seen, failed = time.monotonic(), collections.Counter(), 0
    for seed in range(a.seed, a.seed + a.count):
        if time.monotonic() - started > a.seconds:
            break
        with tempfile.TemporaryDirectory() as folder:
            try:
                try_office(os.path.abspath(a.program), os.path.abspath(a.rules), folder, seed, a.tampers, seen)
                seen["offices"] += 1
            except end_to_end.Differs as e:
                print("seed %d: %s\n" % (seed, e), flush=True)
                failed += 1
                if not a.all:
                    break
    tried = {how.__name__: seen[how.__name__] for how in TAMPERS}
    total = sum(tried.values())
    print("%d offices, %d lists, %d tampered (%s), %d differ" % (
        seen["offices"], seen["lists"], total, ", ".join("%s %d" % t for t in tried.items()), failed))
    if total < a.least or (a.least and not all(tried.values())):
        print("fewer than %d, or not of every kind" % a.least)
        failed += 1
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
