"""A world of its own for hostile files: a fresh folder with a database of made-up people, the program, and what must hold after
every call: it ended by itself, left no child, touched nothing but the database, and told no number or name of a person."""

import ctypes
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
TIMEOUT = float(os.environ.get("HOSTILE_TIMEOUT", "60"))
SUBREAPER = 36  # prctl(2)

PEOPLE = """nik,nama,tanggal_lahir,jenis_kelamin,pekerjaan,kecamatan,desa,desil,tanggungan,kepala_keluarga,disabilitas
5315904105800001,Ani Rahasia,01/05/1980,P,petani,Lembor,Daleng,1,2,ya,tidak
5315900105800002,Budi Rahasia,01/05/1980,L,nelayan,Komodo,Gorontalo,1,3,ya,tidak
5315900105800003,Cahya Rahasia,01/05/1980,L,petani,Komodo,Gorontalo,2,1,ya,tidak
5315900105800004,Dedi Rahasia,01/05/1980,L,nelayan,Komodo,Gorontalo,2,1,tidak,tidak
5315900105500005,Edi Rahasia,01/05/1955,L,petani,Lembor,Daleng,1,0,ya,tidak
5315904105800006,Fitri Rahasia,01/05/1980,P,petani,Lembor,Daleng,7,0,tidak,tidak
5315904105800007,Gita Rahasia,01/05/1980,P,petani,Welak,Galang,,2,ya,tidak
5315904105800008,Hana Rahasia,01/05/1980,P,petani,Welak,Galang,1,2,ya,tidak
5315900105800009,Iwan Rahasia,01/05/1980,L,petani,Welak,Galang,3,4,ya,tidak
5315900105800010,Joko Rahasia,01/05/1980,L,petani,Welak,Galang,3,1,ya,tidak
"""

INVISIBLE = "\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\ufffb\ufffe\uffff\U000e0000-\U000e0fff"
UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff%s]" % INVISIBLE)
NUMBER = re.compile(r"(?<![0-9a-f])[0-9]{15,}(?![0-9a-f])")
NAME = re.compile("Rahasia")


class Broken(Exception):
    """What must hold does not."""


class Done:
    def __init__(self, code, out, err, seconds):
        self.code, self.out, self.err, self.seconds = code, out, err, seconds

    def json(self):
        return json.loads(self.out)

    def error(self):
        """The error as the program prints it with --format json, or {}."""
        for line in self.err.splitlines():
            if line.startswith('{"error":'):
                return json.loads(line)["error"]
        return {}


class World:
    """Folder `work`: office and database. Beside it a file that nobody may touch."""

    def __init__(self, program, rules, people=PEOPLE):
        memory = "/dev/shm" if os.path.isdir("/dev/shm") and shutil.disk_usage("/dev/shm").free > 1 << 30 else None
        self.top = pathlib.Path(tempfile.mkdtemp(prefix="lindung-hostile-", dir=memory))  # a thousand fsyncs need no disk
        self.work = self.top / "work"
        self.work.mkdir()
        self.program = os.path.realpath(program)
        self.rules = self.top / "rules"
        shutil.copytree(rules, self.rules, ignore=shutil.ignore_patterns("wilayah.csv"))
        with open(pathlib.Path(rules) / "data" / "wilayah.csv", encoding="utf-8") as f:
            near = [row for row in f if not row[:1].isdigit() or row.startswith("53")]
        (self.rules / "data" / "wilayah.csv").write_text("".join(near), encoding="utf-8")  # reading all of it takes longer than a run
        (self.top / "canary").write_text("untouched\n")
        self.env = {"PATH": "/usr/bin:/bin", "HOME": str(self.top), "LC_ALL": "C", "TERM": "dumb", "LINDUNG_RULES": str(self.rules)}
        self.env |= {k: v for k, v in os.environ.items() if k.startswith(("LINDUNG_WORKER", "ASAN_", "UBSAN_", "LSAN_"))}
        ctypes.CDLL(None).prctl(SUBREAPER, 1, 0, 0, 0)
        if people:
            (self.work / "warga.csv").write_text(people)
            self.must("import", "--source", "simple", "warga.csv")
        self.seen = self.listing()

    def close(self):
        shutil.rmtree(self.top)

    def run(self, *args, stdin=None, folder=None):
        begin = time.monotonic()
        try:
            p = subprocess.run([self.program, *args], cwd=folder or self.work, env=self.env, input=stdin, capture_output=True,
                               timeout=TIMEOUT, check=False)
        except subprocess.TimeoutExpired as e:
            raise Broken("did not end within %g s" % TIMEOUT) from e
        done = Done(p.returncode, p.stdout.decode("utf-8", "surrogateescape"), p.stderr.decode("utf-8", "surrogateescape"),
                    time.monotonic() - begin)
        if not 0 <= done.code <= 5:
            raise Broken("ended with %d: %s" % (done.code, done.err[:400]))
        self.no_children()
        return done

    def must(self, *args, codes=(0,), **more):
        done = self.run(*args, **more)
        if done.code not in codes:
            raise Broken("%s: exit %d: %s%s" % (" ".join(args)[:200], done.code, done.out[-400:], done.err[-400:]))
        return done

    @staticmethod
    def no_children():
        """Whatever the program left behind became ours."""
        until = time.monotonic() + 2
        while True:
            try:
                pid, _ = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0 and time.monotonic() > until:
                raise Broken("left a child behind")
            if pid == 0:
                time.sleep(0.01)

    def listing(self):
        """Every file but the database, as it is."""
        seen = {}
        for folder, folders, files in os.walk(self.top):
            for name in files + folders:
                if not name.startswith("lindung.db"):
                    path = os.path.join(folder, name)
                    at = os.lstat(path)
                    seen[path] = (at.st_mode, at.st_size, at.st_mtime_ns) if name in files else at.st_mode
        return seen

    def untouched(self):
        now = self.listing()
        changed = sorted(p for p in self.seen.keys() | now.keys() if self.seen.get(p) != now.get(p))
        if changed:
            raise Broken("touched " + ", ".join(changed[:5]))


def discreet(text, names=True):
    """Nothing in it tells a person or moves a terminal's cursor. A cell in quarantine may be a name: it is to be corrected."""
    found = NUMBER.search(text) or (NAME.search(text) if names else None)
    if found:
        raise Broken("tells a person: …%s…" % text[max(0, found.start() - 60):found.start() + 10])
    found = UNSAFE.search(text)
    if found:
        raise Broken("prints %r" % text[max(0, found.start() - 40):found.end() + 10])


def main(checks):
    """checks: (name, function). Prints what failed; the exit code says whether anything did."""
    only = [a for a in sys.argv[3:] if not a.startswith("-")]
    every = [int(a[8:]) for a in sys.argv[3:] if a.startswith("--every=")]
    checks = checks[::every[0]] if every else checks
    failed = total = 0
    for name, check in checks:
        if only and name not in only:
            continue
        total += 1
        try:
            check()
        except Broken as e:
            failed += 1
            print("%s: %s" % (name, e), flush=True)
    print("%d of %d contained" % (total - failed, total))
    return 1 if failed or not total else 0
