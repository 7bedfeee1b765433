#!/usr/bin/env python3
"""The program is killed at random moments of its commands.

store_kill.py PROGRAM OLD_DATABASE RULES: each command is started again and again from the same database and ended by
SIGKILL after a random part of the time that it needs. What it had acknowledged must be there; what it had not is wholly
there or wholly absent. LINDUNG_KILLS=100 kills each command a hundred times; LINDUNG_SEED repeats a run.
"""
import os
import random
import shutil
import signal
import sys
import time

from store_lib import Failed, Office, expect, main, state

KILLS = int(os.environ.get("LINDUNG_KILLS", "10"))
SEED = int(os.environ.get("LINDUNG_SEED", "53"))
RULES = "5315_manggarai_barat.2024"
PEOPLE = 2000


class Command:
    """A command, the database it starts from, and what it says once it is done."""

    def __init__(self, name, base, args, says):
        self.name, self.base, self.args, self.says = name, base, args, says


COMMANDS = [
    Command("import", "none.db", ["import", "--source", "simple", "a.csv"], "Stored as delivery 1"),
    Command("import --add", "people.db", ["import", "--source", "simple", "b.csv"], "Stored as delivery 2"),
    Command("import --replace", "people.db", ["import", "--source", "simple", "--replace", "b.csv"], "Stored as delivery 2"),
    Command("run", "people.db", ["run", RULES], "receipt: run 1"),
    Command("keep", "run.db", ["keep", "1"], "is kept"),
    Command("export", "run.db", ["export", "1", "-o", "out.csv"], "out.csv"),
    Command("migrate", "old.db", ["import", "--source", "simple", "a.csv"], "Nothing new"),
]


def prepare(office, old_database):
    def sample(seed, name):
        office.run("sample", "--region", "53.15", "--people", str(PEOPLE), "--seed", str(seed), "--faults", "-o", name)

    def keep_as(name):
        shutil.copy(office.path("lindung.db"), office.path(name))

    sample(1, "a.csv")
    sample(2, "b.csv")
    office.run("import", "--source", "simple", "a.csv")
    keep_as("people.db")
    expect(os.spawnl(os.P_WAIT, old_database, old_database, office.path("people.db"), office.path("old.db"), "1") == 0)
    expect(state(office.path("old.db"))[0] == 1)
    office.run("run", RULES)
    keep_as("run.db")


def restore(office, base):
    for name in office.names():
        if name.startswith("lindung.db") or "lindung-" in name or name == "out.csv":
            os.unlink(office.path(name))
    if os.path.exists(office.path(base)):
        shutil.copy(office.path(base), office.path("lindung.db"))
        os.chmod(office.path("lindung.db"), 0o600)
    office.write("out.csv", b"what stood here before\n")


def outcome(office):
    return state(office.path("lindung.db")) + (office.read("out.csv"),)


def undisturbed(office, command):
    restore(office, command.base)
    before = outcome(office)
    restore(office, command.base)
    begun = time.monotonic()
    office.run(*command.args)
    took = time.monotonic() - begun
    return before, outcome(office), took


def kill_once(office, command, delay, before, after):
    """True: it was killed before it ended."""
    restore(office, command.base)
    p = office.start(*command.args)
    time.sleep(delay)
    p.send_signal(signal.SIGKILL)
    said = p.communicate()[0]
    expect(p.returncode in (0, -signal.SIGKILL), "exit", p.returncode)
    left = [n for n in office.names() if "lindung-" in n]
    expect(all(n.startswith(".out.csv.lindung-") for n in left), "left behind:", left)
    version, rows, out = outcome(office)
    expect(version in (0, before[0], after[0]), "version", version)
    expect(rows in (before[1], after[1]), "the rows are neither those of before nor those of after")
    expect(out in (before[2], after[2]), "half a file")
    if p.returncode == 0 or command.says in said:
        expect((version, rows, out) == after, "what was acknowledged is not there")
    return p.returncode != 0


def test_of(office, command):
    def test():
        before, after, took = undisturbed(office, command)
        chance = random.Random(f"{SEED} {command.name}")
        killed = done = 0
        for i in range(KILLS):
            delay = chance.uniform(0, took * 1.05)
            try:
                killed += kill_once(office, command, delay, before, after)
                done += outcome(office) == after
            except Failed as e:
                raise Failed(f"moment {i} of seed {SEED}, after {delay:.4f} of {took:.4f} s: {e}")
            office.run(*command.args) if outcome(office) == before else None
        print(f"# {command.name}: {killed} of {KILLS} killed before the end, {done} had done it", file=sys.stderr)

    test.__doc__ = f"{command.name} killed at {KILLS} moments"
    return test


if __name__ == "__main__":
    with Office(sys.argv[1], sys.argv[3]) as office:
        prepare(office, sys.argv[2])
        main([test_of(office, c) for c in COMMANDS])
