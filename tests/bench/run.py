#!/usr/bin/env python3
"""Measure Lindung beside its peers on this machine, and write docs/performance.md's tables and plots from what was measured.

  run.py                      build, make the data, measure everything, render
  run.py --quick              the same on 100,000 workers, into the build folder: nothing in the tree changes
  run.py --large              10,000,000 workers too (growth and memory; some 15 GB of disk)
  run.py --only 'evaluate.*'  the pieces of that pattern; --list names all
  run.py --from results       only render, from the recorded figures
  run.py --alone 'COMMAND'    measure each piece under COMMAND, for a machine that others use
  run.py --agree WORKERS      only compare decisions, of Lindung, C and SQL: what the tests run

Every peer has to decide as Lindung does before its times count: the digests of all decisions are compared. A peer that is not
installed is named in the table. Values are those of seven rounds after one that warms up; tables show medians."""
import argparse
import fnmatch
import os
import shlex
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import against
import data
import peers
import product
import render
from lib import RESULTS, ROOT, Bench, Failed


def arguments():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--quick", action="store_true")
    p.add_argument("--large", action="store_true")
    p.add_argument("--only", action="append", metavar="PATTERN")
    p.add_argument("--list", action="store_true")
    p.add_argument("--from", dest="source", choices=["results"])
    p.add_argument("--check", action="store_true", help="only say whether page and plots are what was recorded")
    p.add_argument("--alone", metavar="COMMAND")
    p.add_argument("--agree", type=int, metavar="WORKERS")
    p.add_argument("--build", default=os.path.join(ROOT, "build-bench"), metavar="FOLDER", help="the build to measure")
    p.add_argument("--prepare", action="store_true", help="only build and make the data")
    p.add_argument("--results", metavar="FOLDER", help="where figures are recorded; tests/bench/results by default")
    p.add_argument("--ready", action="store_true", help="build and data are there")
    p.add_argument("--within", type=float, metavar="SECONDS", help="begin no further piece after so long")
    return p.parse_args()


def build(folder):
    if not os.path.exists(os.path.join(folder, "build.ninja")):
        subprocess.run(["meson", "setup", folder, ROOT, "-Dtests=enabled"], check=True, stdout=sys.stderr)
    subprocess.run(["ninja", "-C", folder, "lindung", "lindung-worker", "tests/lindung-worker-bare", "bench"], check=True, stdout=sys.stderr)


def prepare(bench, sizes):
    peers.packages()
    for n in sizes:
        data.table(bench, n)
        data.columns(bench, n)
        data.text(bench, n)
        data.warm(bench, n, again=True)
        for rules in (7, 14):
            data.reference(bench, n, rules, again=True)


def agree(build_folder, workers):
    """Lindung, both C programs and SQL decide the same, with seven and fourteen rules; one thread or two."""
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(build_folder, folder, results=os.path.join(folder, "results"), rounds=1)
        bench.main = workers
        out = os.path.join(folder, "decisions.db")
        for rules in (7, 14):
            wanted = data.reference(bench, workers, rules)
            for form in ("columns", "scalar"):
                data.check(f"C {form}", against.evaluate_c(bench, form, rules)[1], wanted["evaluated"])
            data.check("SQL over memory", peers.sqlite_evaluates(bench, workers, rules, 1)[1], wanted["evaluated"])
            for form, threads in (("plain", 1), ("tuned", 2)):
                peers.remove(out)
                against.run([bench.program("bench-rows"), form, str(threads), data.table(bench, workers), out, str(rules),
                             str(data.cap(workers))])
                data.check(f"C {form}", data.of_database(out).decided(), wanted["decided"])
            peers.sqlite_decides(bench, workers, rules, out)
            data.check("SQL", data.of_database(out).decided(), wanted["decided"])
        print(f"{workers} workers: all decide the same, {wanted['counts']['selected']} are selected with {rules} rules")


def main():
    a = arguments()
    if a.agree:
        return agree(a.build, a.agree)
    if a.check:
        differ = render.check(RESULTS, ROOT)
        return sys.exit(f"{', '.join(differ)}: not what results/ say; run.py --from results") if differ else None
    if a.source:
        return render.everything(RESULTS, ROOT)
    results = os.path.abspath(a.results) if a.results else os.path.join(a.build, "bench-results") if a.quick else RESULTS
    bench = Bench(a.build, os.path.join(a.build, "bench-data"), results)
    bench.main = 100000 if a.quick else 1000000
    pieces = against.evaluation_pieces(bench) | against.end_to_end_pieces(bench) | product.pieces(bench, a.large)
    chosen = [p for p in pieces if not a.only or any(fnmatch.fnmatch(p, pattern) for pattern in a.only)]
    if a.list:
        return print("\n".join(chosen))
    if not a.within and not a.ready:
        build(a.build)
        prepare(bench, sorted({100000, bench.main}))
        if a.large:
            data.warm(bench, 10000000, again=True)
    if a.prepare:
        return None
    if a.alone:
        under(shlex.split(a.alone), a, chosen)
    else:
        measure(pieces, chosen, a.within)
    if not a.within and (results == RESULTS or a.quick):
        render.everything(results, bench.data if a.quick else ROOT)
    return None


def measure(pieces, chosen, within=None):
    """Each piece that is done is named on standard output."""
    start = time.monotonic()
    for name in chosen:
        if within and time.monotonic() - start > within:
            return
        print(name, flush=True)
        pieces[name]()


def under(command, a, chosen):
    """Pieces by the minute or so, each time under the command that keeps others away."""
    left = list(chosen)
    while left:
        again = [sys.executable, __file__, "--build", a.build, "--within", "45"] + ["--quick"] * a.quick + ["--large"] * a.large
        again += ["--results", a.results] if a.results else []
        done = subprocess.run(command + again + [f"--only={name}" for name in left], stdout=subprocess.PIPE, text=True, check=True)
        print(done.stdout, end="", flush=True)
        left = [name for name in left if name not in done.stdout.split()]


if __name__ == "__main__":
    try:
        main()
    except Failed as e:
        sys.exit(f"run.py: {e}")
