"""What every part of the benchmark uses: where things are, how a program is timed, and what a figure is.

A figure is a row of results/SECTION.json: an id, what was measured, its unit and every value of it. The table and the plots
are made of these files alone, so that nothing stands in the book that no run recorded."""
import json
import os
import platform
import re
import statistics
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
RESULTS = os.path.join(HERE, "results")
ROUNDS = 7  # after one that warms up


class Bench:
    """The folders of one run of the benchmark, and how many rounds it takes."""

    def __init__(self, build, data, results=RESULTS, rounds=ROUNDS):
        self.build, self.data = os.path.abspath(build), os.path.abspath(data)
        self.results, self.rounds = results, rounds
        self.lindung = os.path.join(self.build, "lindung")
        os.makedirs(self.data, exist_ok=True)

    def program(self, name):
        """A program of the build, in tests/bench or one of its folders; None where it is not built."""
        for folder in ("tests/bench", "tests/bench/peers"):
            path = os.path.join(self.build, folder, name)
            if os.path.exists(path):
                return path
        return None

    def folder(self, workers):
        path = os.path.join(self.data, str(workers))
        os.makedirs(path, exist_ok=True)
        return path

    def environment(self, database=None):
        env = dict(os.environ, LC_ALL="C.UTF-8", LINDUNG_RULES=os.path.join(ROOT, "rules"),
                   LINDUNG_WORKER=os.path.join(self.build, "lindung-worker"))
        env.pop("LANGUAGE", None)
        if database:
            env["LINDUNG_DB"] = database
        return env

    # ---- figures ----

    def record(self, section, name, what, unit, values, **more):
        figure = {"id": name, "what": what, "unit": unit, "values": [round(v, 4) for v in values]} | more
        self._put(section, figure)
        print(f"  {name:34} {statistics.median(values):12.3f} {unit}", file=sys.stderr)

    def missing(self, section, name, what, why):
        self._put(section, {"id": name, "what": what, "missing": why})
        print(f"  {name:34} not measured: {why}", file=sys.stderr)

    def _put(self, section, figure):
        os.makedirs(self.results, exist_ok=True)
        path = os.path.join(self.results, section + ".json")
        old = json.load(open(path))["figures"] if os.path.exists(path) else []
        at = next((i for i, f in enumerate(old) if f["id"] == figure["id"]), len(old))
        old[at:at + 1] = [figure | {"on": time.strftime("%Y-%m-%d")}]
        lines = ",\n".join("  " + json.dumps(f, ensure_ascii=False) for f in old)
        with open(path, "w") as f:
            f.write('{"machine": %s,\n "figures": [\n%s\n]}\n' % (json.dumps(machine()), lines))


def load_figures(folder):
    """All figures by section/id, and the machines they were measured on."""
    figures, machines = {}, []
    for name in sorted(os.listdir(folder)):
        if name.endswith(".json"):
            content = json.load(open(os.path.join(folder, name)))
            for f in content["figures"]:
                figures[f"{name[:-5]}/{f['id']}"] = f
            if content["machine"] not in machines:
                machines.append(content["machine"])
    return figures, machines


def median(figure):
    return statistics.median(figure["values"])


def version(*command):
    try:
        out = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True).stdout
    except OSError:
        return None
    found = re.search(r"\d+\.\d+(\.\d+)?", out)
    return found.group(0) if found else None


def machine():
    """The machine without its name: what a reader needs to judge the figures."""
    cpu = re.search(r"model name\s*:\s*(.*)", open("/proc/cpuinfo").read())
    memory = int(re.search(r"MemTotal:\s*(\d+)", open("/proc/meminfo").read()).group(1))
    system = re.search(r'PRETTY_NAME="(.*)"', open("/etc/os-release").read())
    return {"cpu": cpu.group(1) if cpu else platform.machine(), "cores": os.cpu_count(),
            "memory_gib": round(memory / 2**20), "system": system.group(1) if system else platform.system(),
            "gcc": version("gcc", "--version"), "sqlite": version("pkg-config", "--modversion", "sqlite3"),
            "lua": version("pkg-config", "--modversion", "lua5.4"), "node": version("node", "--version")}


# ---- programs ----

class Failed(Exception):
    """A program that did not do its work, or a decision that differs."""


def run(command, env=None, cwd=None, ok=(0,)):
    """Run once: standard output, seconds, and the most memory it held, in bytes."""
    start = time.perf_counter()
    p = subprocess.Popen(command, env=env, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    out, err = p.stdout.read(), p.stderr.read()
    _, status, usage = os.wait4(p.pid, 0)
    seconds = time.perf_counter() - start
    p.stdout.close()
    p.stderr.close()
    p.returncode = os.waitstatus_to_exitcode(status)
    if p.returncode not in ok:
        raise Failed(f"{' '.join(map(str, command))}: exit {p.returncode}\n{err.decode(errors='replace')}")
    return out.decode(), seconds, usage.ru_maxrss * 1024


def rounds(n, once, before=None):
    """Values of `once` after one that warms up; `before` is not timed."""
    values = []
    for turn in range(n + 1):
        if before:
            before()
        value = once()
        if turn:
            values.append(value)
    return values
