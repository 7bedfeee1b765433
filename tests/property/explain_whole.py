"""One worker's explanation is the one that everyone's columns give, byte by byte, on random offices.

    explain_whole.py LINDUNG RULES EXPLAIN_TWICE [--seed S] [--count N]      ($LINDUNG_OFFICES overrides COUNT)

The offices are those of end_to_end.py: blanks, several deliveries, facts by person and by household, numbers of members,
functions that fail, floors, caps, purses, drafts and kept runs. `explain` reads only the worker and whoever stands at the
line; explain_twice.c asks it for that and again with all workers loaded.
"""
import argparse
import collections
import os
import subprocess
import sys
import tempfile

import end_to_end

PEOPLE = 12  # of each run


def asked(office, run):
    """Some people of a run, of every status."""
    by_status = collections.defaultdict(list)
    office.call("export", str(run), "--as", "decisions", "-o", "semua.csv")
    with open(os.path.join(office.folder, "semua.csv"), encoding="utf-8") as file:
        for line in list(file)[1:]:
            nik, status = line.split(",")[:2]
            by_status[status].append(nik)
    os.remove(os.path.join(office.folder, "semua.csv"))
    for status, niks in sorted(by_status.items()):
        for nik in office.m.r.sample(niks, min(PEOPLE // 4, len(niks))):
            yield status, nik


def one(program, rules, twice, seed, tried):
    with tempfile.TemporaryDirectory() as folder:
        office = end_to_end.Office(program, rules, folder, seed)
        workers = office.deliveries()
        for number in range(office.m.r.randint(1, 3)):
            try:
                office.programme(number, workers)
            except end_to_end.Differs:
                pass  # what the oracle says is for end_to_end.py to compare
        lines = []
        for run in office.runs:
            for status, nik in asked(office, run):
                tried[status] += 1
                lines.append("%d %s" % (run, nik))
        tried["runs"] += len(office.runs)
        tried["kept"] += len(office.kept)
        done = subprocess.run([twice, os.path.join(folder, "a.db"), rules], input="\n".join(lines), capture_output=True, text=True)
        if done.returncode or not done.stdout.endswith("%d asked, %d answered, 0 differ\n" % (len(lines), len(lines))):
            sys.exit("seed %d: exit %d\n%s%s" % (seed, done.returncode, done.stdout[-4000:], done.stderr))


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("lindung")
    p.add_argument("rules")
    p.add_argument("twice")
    p.add_argument("--seed", type=int, default=700)
    p.add_argument("--count", type=int, default=12)
    a = p.parse_args()
    count = int(os.environ.get("LINDUNG_OFFICES", a.count))
    tried = collections.Counter()
    for seed in range(a.seed, a.seed + count):
        one(os.path.abspath(a.lindung), os.path.abspath(a.rules), os.path.abspath(a.twice), seed, tried)
    print(dict(tried))
    few = [s for s in ("selected", "reserve", "refused", "undecided", "kept") if tried[s] < count // 4]
    sys.exit("too few: %s" % ", ".join(few) if few else 0)


if __name__ == "__main__":
    main()
