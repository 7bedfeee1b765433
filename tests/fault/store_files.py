#!/usr/bin/env python3
"""Files that the program writes for people: whole or not at all, for their owner alone, and never in the place of something else.

store_files.py PROGRAM NO_TMPFILE RULES: everything twice, on a file system with files that have no name and, with NO_TMPFILE
preloaded, on one without.
"""
import os
import resource
import signal
import stat
import subprocess
import sys
import threading

from store_lib import Office, expect, main

RULES = "5315_manggarai_barat.2024"
OLD = b"what stood here before\n"


def mode(office, name):
    return stat.S_IMODE(os.stat(office.path(name)).st_mode)


def prepare(office):
    office.run("sample", "--region", "53.15", "--people", "2000", "--seed", "1", "-o", "a.csv")
    office.run("import", "--source", "simple", "a.csv")
    office.run("run", RULES)


def clean(office, *names):
    for name in names:
        if os.path.lexists(office.path(name)):
            os.unlink(office.path(name))


def nothing_left(office):
    expect(not [n for n in office.names() if "lindung-" in n], "left behind:", office.names())


def full_disk():
    """Before the program starts: no file may grow past 64 KiB, as if the disk were full."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536))


def tests(office, name, env):
    def export(*more, **how):
        return office.run("export", "1", *more, env=env, **how)

    def modes():
        clean(office, "out.csv", "s.csv")
        export("-o", "out.csv")
        expect(mode(office, "out.csv") == 0o600, "an export is for its owner alone")
        expect(mode(office, "lindung.db") == 0o600, "so is the database")
        office.run("sample", "--region", "53.15", "--people", "3", "--seed", "1", "-o", "s.csv", env=env,
                   preexec_fn=lambda: os.umask(0o027))
        expect(mode(office, "s.csv") == 0o640, "made-up people follow the umask")
        os.chmod(office.path("s.csv"), 0o644)
        export("-o", "s.csv")
        expect(mode(office, "s.csv") == 0o600, "also in the place of a file that all can read")
        nothing_left(office)

    def replaced():
        clean(office, "out.csv", "new.csv")
        office.write("out.csv", OLD)
        old = open(office.path("out.csv"), "rb")
        export("-o", "out.csv")
        export("-o", "new.csv")
        expect(old.read() == OLD, "who has the old file open reads the old file")
        expect(office.read("out.csv") == office.read("new.csv"), "the same bytes")
        old.close()
        nothing_left(office)

    def disk_full():
        clean(office, "out.csv")
        for there in (False, True):
            if there:
                office.write("out.csv", OLD)
            said = export("-o", "out.csv", code=5, preexec_fn=full_disk)
            expect("'out.csv' cannot be written" in said, said)
            expect(office.read("out.csv") == OLD if there else "out.csv" not in office.names(), "half a file")
            nothing_left(office)

    def interrupted():
        signal.signal(signal.SIGHUP, signal.SIG_DFL)  # also where the tests themselves run under nohup
        for sig in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            office.write("big.csv", OLD)
            p = office.start("sample", "--region", "53.15", "--people", "3000000", "--seed", "1", "-o", "big.csv", env=env)
            wait_for_bytes(p.pid)
            p.send_signal(sig)
            said = p.communicate()[1]
            expect(p.returncode == 4 and "stopped; 'big.csv' is not written" in said, p.returncode, said)
            expect(office.read("big.csv") == OLD, "half a file")
            nothing_left(office)

    def killed():
        office.write("big.csv", OLD)
        p = office.start("sample", "--region", "53.15", "--people", "3000000", "--seed", "1", "-o", "big.csv", env=env)
        wait_for_bytes(p.pid)
        p.kill()
        p.communicate()
        expect(office.read("big.csv") == OLD, "half a file")
        left = [n for n in office.names() if "lindung-" in n]
        expect(len(left) == (1 if env else 0) and all(n.startswith(".big.csv.lindung-") for n in left), left)
        clean(office, *left)

    def not_files():
        os.mkdir(office.path("folder"))
        os.symlink("nothing", office.path("dangling"))
        for target, why in (("folder", "Is a directory"), ("folder/", "Is a directory"), ("no/such/x.csv", "No such file"),
                            ("dangling", "link to nothing"), ("/dev/full", "No space left")):
            said = export("-o", target, code=5)
            expect(f"'{target}' cannot be written: " in said and why in said, said)
        expect(os.listdir(office.path("folder")) == [], "a file in the folder")
        os.rmdir(office.path("folder"))
        clean(office, "dangling")
        export("-o", "/dev/null")
        expect(stat.S_ISCHR(os.stat("/dev/null").st_mode), "the device is still one")

    def streams():
        clean(office, "new.csv", "pipe", "out.csv")
        export("-o", "new.csv")
        want = office.read("new.csv").decode()
        for target in ("-", "/dev/stdout", "/proc/self/fd/1"):
            p = office.start("export", "1", "-o", target, env=env)
            expect(p.communicate()[0] == want and p.returncode == 0, target)
        with open(office.path("out.csv"), "wb") as out:
            out.write(OLD)
            out.flush()
            p = subprocess.run([office.program, "export", "1", "-o", "/dev/stdout"], cwd=office.folder,
                               env={**office.env, **(env or {})}, stdout=out, stderr=subprocess.PIPE)
        expect(office.read("out.csv") == OLD + want.encode(), "standard output that is a file goes on where it was")
        os.mkfifo(office.path("pipe"))
        got = []
        reader = threading.Thread(target=lambda: got.append(office.read("pipe")))
        reader.start()
        export("-o", "pipe")
        reader.join()
        expect(got == [want.encode()], "a pipe gets the bytes")
        clean(office, "pipe")
        nothing_left(office)

    def links():
        clean(office, "link.csv", "out.csv", "hard.csv")
        office.write("out.csv", OLD)
        os.link(office.path("out.csv"), office.path("hard.csv"))
        os.symlink("out.csv", office.path("link.csv"))
        export("-o", "link.csv")
        expect(os.path.islink(office.path("link.csv")), "the link is still one")
        expect(office.read("out.csv") == office.read("new.csv"), "and leads to the new bytes")
        expect(office.read("hard.csv") == OLD, "another name of the old file keeps the old bytes")
        clean(office, "link.csv", "hard.csv")

    def own_input():
        before = office.read("lindung.db"), office.read("a.csv")
        for args in (["export", "1", "-o", "lindung.db"], ["import", "--source", "simple", "a.csv", "-o", "./a.csv"]):
            said = office.run(*args, code=2, env=env)
            expect("would overwrite what" in said, said)
        expect((office.read("lindung.db"), office.read("a.csv")) == before, "something was overwritten")
        said = office.run("import", "--db", "fresh.db", "--source", "simple", "a.csv", "-o", "fresh.db", code=5, env=env)
        expect("delivery 1 is stored" in said and "File exists" in said, said)
        expect("2,000" in office.run("import", "--db", "fresh.db", "--source", "simple", "a.csv"), "the database is one")
        clean(office, "fresh.db", "fresh.db-wal", "fresh.db-shm")
        nothing_left(office)

    def read_only_file():
        if os.getuid() == 0:
            return as_nobody(office, env)
        clean(office, "out.csv")
        office.write("out.csv", OLD)
        os.chmod(office.path("out.csv"), 0o400)
        expect("Permission denied" in export("-o", "out.csv", code=5), "a file that may not be written is not replaced")
        expect(office.read("out.csv") == OLD)
        clean(office, "out.csv")

    what = {modes: "who may read them", replaced: "what stood there stands until the new is whole",
            disk_full: "a full disk leaves what stood there", interrupted: "so does Ctrl-C", killed: "so does kill -9",
            not_files: "folders, links to nothing, devices", streams: "standard output and pipes", links: "links",
            own_input: "-o is not what the command reads", read_only_file: "a file that may not be written"}
    for test, words in what.items():
        test.__doc__ = f"{name}: {words}"
    return list(what)


def as_nobody(office, env):
    """Rights do not bind root, so a child that is nobody tries."""
    os.makedirs(office.path("theirs"), exist_ok=True)
    os.chmod(office.folder, 0o755)
    os.chown(office.path("theirs"), 65534, 65534)
    office.write("theirs/out.csv", OLD)
    os.chmod(office.path("theirs/out.csv"), 0o444)
    args = ["sample", "--region", "53.15", "--people", "3", "--seed", "1", "-o", "theirs/out.csv"]
    said = office.run(*args, code=5, env=env, user=65534)
    expect("Permission denied" in said and office.read("theirs/out.csv") == OLD, said)
    os.chown(office.path("theirs/out.csv"), 65534, 65534)
    os.chmod(office.path("theirs/out.csv"), 0o644)
    office.run(*args, env=env, user=65534)
    expect(office.read("theirs/out.csv") != OLD, "and is when it may")


def wait_for_bytes(pid):
    """Until the program has written something of its file."""
    while True:
        try:
            for fd in os.listdir(f"/proc/{pid}/fd"):
                target = os.readlink(f"/proc/{pid}/fd/{fd}")
                if (".lindung-" in target or "(deleted)" in target) and os.stat(f"/proc/{pid}/fd/{fd}").st_size > 100000:
                    return
        except FileNotFoundError:
            pass
        expect(os.path.exists(f"/proc/{pid}"), "it ended too early")


def new_folder(office, name, env):
    def test():
        office.run("new", "kantor_baru", env=env)
        expect(sorted(os.listdir(office.path("kantor_baru"))) != [], "an empty folder")
        before = office.read("kantor_baru/README.md")
        expect("nothing was changed" in office.run("new", "kantor_baru", code=2, env=env))
        expect(office.read("kantor_baru/README.md") == before)
        os.rename(office.path("kantor_baru"), office.path("whole"))
        said = office.run("new", "kantor_baru", code=5, env=env, preexec_fn=lambda: (
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN), resource.setrlimit(resource.RLIMIT_FSIZE, (500, 500))))
        expect("cannot write" in said and "kantor_baru" not in office.names(), said)
        nothing_left(office)
        subprocess.run(["rm", "-r", office.path("whole")], check=True)

    test.__doc__ = f"{name}: a new folder is whole or not there"
    return test


if __name__ == "__main__":
    with Office(sys.argv[1], sys.argv[3]) as office:
        os.umask(0o022)
        prepare(office)
        preload = {"LD_PRELOAD": os.path.realpath(sys.argv[2]), "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") +
                   ":verify_asan_link_order=0"}
        main([t for name, env in (("without a name", None), ("with a name", preload))
              for t in tests(office, name, env) + [new_folder(office, name, env)]])
