#!/usr/bin/env python3
"""Texts that would act on a spreadsheet, a terminal, a web page or a program, pushed through every way in and read back from
every way out: payloads.py PROGRAM RULES

payloads.json: name, text, and what is expected where that is not the text itself:
  cell    the cell of a written CSV, where a spreadsheet would run the text
  shown   on the screen, where digits look like a number of a person
  seen    false: it holds what cannot be seen; rules refuse it [TEXT], messages show a mark instead
  code    with which a row of data that has it goes to quarantine
  blank   what a cell of data becomes: line breaks and tabs are one blank
Lone surrogates stand for bytes that are no UTF-8, as Python reads them.
"""
import csv
import io
import json
import os
import pathlib
import pty
import re
import subprocess
import sys
import xml.etree.ElementTree

import lib
import make

sys.path.insert(0, str(lib.HERE.parent / "page"))
import page

PAYLOADS = json.loads((lib.HERE / "payloads.json").read_text(encoding="utf-8"))
SEEN = [p for p in PAYLOADS if p.get("seen", True)]
UNSEEN = [p for p in PAYLOADS if not p.get("seen", True)]
DATA = [p for p in PAYLOADS if "code" not in p]
COLUMNS = ["nik", "nama", "tanggal_lahir", "jenis_kelamin", "desil", "penghasilan", "alamat", "desa", "kecamatan"]


def stored(p):
    return p.get("blank", p["text"])


def cell(p):
    return p.get("cell", stored(p))


def shown(p):
    return p.get("shown", p["text"])


ARMED = "(^|(?<=[;\t\r\n]))%s(?= *[=+@＝＋－＠-])"


def unarmed(what, cells):
    """The cells without the apostrophes that keep them from running; none may lack one, but numbers."""
    for c in cells:
        if re.search(ARMED % "", c) and not re.fullmatch("[+-][0-9]+", c):
            raise lib.Broken("%s: a spreadsheet runs %r" % (what, c))
    return [re.sub(ARMED % "'", "", c) for c in cells]


def nik(i):
    return "53159041058%05d" % (i + 1)


def seen(text):
    """Marks for what is not seen, where a terminal might obey it."""
    return lib.UNSAFE.sub("\ufffd", text)


def same(what, got, want):
    if got != want:
        raise lib.Broken("%s: %r, not %r" % (what, got, want))


def table(text):
    return list(csv.reader(io.StringIO(text, newline="")))


def lua(text):
    """A text of Lua that is these bytes."""
    return '"' + "".join("\\%03d" % b for b in text.encode("utf-8", "surrogateescape")) + '"'


def programme(rules, more="", folder=""):
    return """%sreturn programme { id = "uji", title = "Uji", region = "53.15", as_of = "2025-01-01",
  eligibility = { %s }, order = { asc "desil", lottery { seed = "x" } }, %s
  funders = { funder { "APBD", budget = 201600000, pays = rate { require("national.bpu").table, "JKK", "JKM" },
              from = "2025-01", months = 12 } } }
""" % (folder, ",\n    ".join(rules), more)


class Payloads:
    def __init__(self, program, rules):
        self.world = lib.World(program, rules, people=None)
        self.kantor = self.world.work / "kantor"
        lib.shutil.copytree(lib.HERE / "csv" / "kantor", self.kantor)
        (self.kantor / "sources" / "uji.lua").write_text(
            (self.kantor / "sources" / "daftar.lua").read_text().replace('"daftar"', '"uji"')
            .replace("map = {", 'map = { kecamatan = "kecamatan",', 1))

    def write(self, name, text):
        path = self.kantor / name
        path.write_bytes(text.encode("utf-8", "surrogateescape"))
        return "kantor/" + name

    def json(self, *args, codes=(0,)):
        done = self.world.must(*args, "--format", "json", codes=codes)
        lib.discreet(done.out, names=False)
        return json.loads(done.out)

    def text(self, *args, codes=(0,)):
        """What a person sees; nothing in it moves the cursor."""
        done = self.world.must(*args, codes=codes)
        lib.discreet(done.out, names=False)
        lib.discreet(done.err, names=False)
        same("carriage returns", "\r" in done.out + done.err, False)
        return " ".join((done.out + done.err).split())

    def sees(self, text, payloads):
        for p in payloads:
            if " ".join(shown(p).split()) not in text:
                raise lib.Broken("%s: %r is not in the text" % (p["name"], shown(p)))

    def page(self, texts):
        """The last run as a page: these texts stand in it as text, and nothing of them as markup."""
        for lang in "en", "id":
            done = self.world.must("report", "--format", "html", "--lang", lang)
            lib.discreet(done.out, names=False)
            read = " ".join(page.Page(done.out).text.split())
            for text in texts:
                if " ".join(seen(text).split()) not in read:
                    raise lib.Broken("%r is not in the page" % text)

    # ---- data ----

    def data(self):
        """Names, addresses, villages and districts of people."""
        out = io.StringIO()
        rows = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)
        rows.writerow(COLUMNS)
        for i, p in enumerate(PAYLOADS):
            rows.writerow([nik(i), p["text"], "01/05/1980", "P", 1 + i % 2, 1000 + i] + [p["text"]] * 3)
        (self.world.work / "muatan.csv").write_bytes(out.getvalue().encode("utf-8", "surrogateescape"))
        answer = self.json("import", "--office", "kantor", "--source", "uji", "muatan.csv")
        bad = {q["line"]: q["code"] for q in answer["quarantine"]}
        lines, line = {}, 2
        for p in PAYLOADS:
            lines[line] = p
            line += 1 + 4 * len(re.findall("\r\n|\r|\n", p["text"]))
        same("quarantined", bad, {at: p["code"] for at, p in lines.items() if "code" in p})
        self.quarantine()
        self.write("uji.lua", programme(['rule { "desil", when = { desil = at_most(2) } }'],
                                        'quotas = { quota { by = "kecamatan", at_least = 0 } },'))
        self.run("kantor/uji.lua")
        self.annex()
        self.explain()

    def quarantine(self):
        listed = self.json("quarantine")["quarantine"]
        same("rows in quarantine", len(listed), len(PAYLOADS) - len(DATA))
        out = self.world.must("quarantine", "--format", "csv").out
        lib.discreet(out, names=False)
        rows = table(out)
        for q, row in zip(listed, rows[1:]):
            value = q["value"]
            same("quarantine as CSV", row[5].removeprefix("'") if row[5] != value else row[5], value)
        self.text("quarantine")
        self.text("quarantine", "--lang", "id")

    def run(self, rules):
        run = self.json("run", rules)
        want = sorted({shown(p | {"text": stored(p)}) for p in DATA})
        same("groups", sorted(g["group"] for g in run["groups"]), want)
        same("table of groups", sorted(g["group"] for g in run["table"]["groups"]), want)
        leaves = {k: v for k, v in table(self.world.must("show", "--format", "csv").out)[1:]}
        cells = sorted({v for k, v in leaves.items() if re.fullmatch(r"groups/\d+/group", k)})
        same("groups as CSV", cells, sorted({p.get("shown", cell(p)) for p in DATA}))
        self.text("show")
        self.page(want)

    def annex(self):
        out = self.world.must("export", "--as", "annex").out
        rows = table(out)
        names = {row[2]: row for row in rows[1:] if row[2]}
        for i, p in enumerate(PAYLOADS):
            if "code" in p:
                same("in the annex", nik(i) in names, False)
                continue
            row = dict(zip(rows[0], names[nik(i)]))
            for column in ("Nama", "Alamat", "Desa/Kelurahan", "Kecamatan"):
                same("annex, %s, %s" % (column, p["name"]), row[column], cell(p))
        unarmed("the annex", [c for row in rows for c in row])

    def explain(self):
        for i, p in enumerate(PAYLOADS[:40:6]):
            answer = self.json("explain", nik(6 * i))
            same("explained", answer["status"], "selected")
        for p in PAYLOADS:
            done = self.world.run("explain", p["text"].encode("utf-8", "surrogateescape") or "x")
            same("exit of explain " + p["name"], done.code, 2)
            lib.discreet(done.err)

    # ---- rules ----

    def texts(self):
        """Titles, legal bases and reasons of rules, of funders and of the programme."""
        parts = ['rule { "r%d", title = %s, basis = %s, when = { desil = 9 }, reason = %s }' % (
            i, lua(p["text"]), lua(p["text"]), lua(re.sub("[{}]", "", p["text"]))) for i, p in enumerate(SEEN)]
        name = self.write("teks.lua", programme(parts, "basis = { %s }," % ", ".join(lua(p["text"]) for p in SEEN)))
        run = self.json("run", name)
        same("bases", run["basis"], [shown(p) for p in SEEN])
        titles = {r["rule"]: r["title"] for r in run["refused_by"]}
        same("titles", titles, {"r%d" % i: shown(p) for i, p in enumerate(SEEN)})
        leaves = table(self.world.must("show", "--format", "csv").out)
        cells = [v for k, v in leaves if re.fullmatch(r"basis/\d+", k)]
        same("bases as CSV", cells, [p.get("shown", cell(p)) for p in SEEN])
        self.sees(self.text("show"), SEEN)
        self.page([shown(p) for p in SEEN])
        one = self.json("explain", nik(0))
        same("reasons", [r["reason"] for r in one["rules"]], [re.sub("[{}]", "", shown(p)) for p in SEEN])
        same("bases explained", [r["basis"] for r in one["rules"]], [shown(p) for p in SEEN])
        self.sees(self.text("explain", nik(0)), [p | {"text": re.sub("[{}]", "", p["text"])} for p in SEEN])
        self.text("explain", nik(0), "--lang", "id")

    def refused(self):
        """In rules what cannot be seen is a fault, each with its place."""
        for key in ("title", "basis", "reason"):
            parts = ['rule { "r%d", when = { desil = 9 }, %s = %s }' % (i, key, lua(p["text"])) for i, p in enumerate(UNSEEN)]
            findings = self.json("check", self.write("takterlihat.lua", programme(parts)), codes=(1,))
            places = [(f["code"], f["line"]) for f in findings if f["severity"] == "error"]
            same("faults of " + key, places, [("TEXT", i + 2) for i in range(len(UNSEEN))])
            self.text("check", "kantor/takterlihat.lua", codes=(1,))
            self.world.must("check", "kantor/takterlihat.lua", "--format", "csv", codes=(1,))

    def ids(self):
        """Ids are letters, digits and three signs; all else is a fault that quotes it harmlessly."""
        bad = [p for p in PAYLOADS if not re.fullmatch(r"[A-Za-z0-9._-]{1,63}", p["text"])]
        parts = ["rule { %s, when = { desil = 9 } }" % lua(p["text"]) for p in bad]
        findings = self.json("check", self.write("id.lua", programme(parts)), codes=(1,))
        same("faults of ids", [(f["code"], f["line"]) for f in findings if f["severity"] == "error"],
             [("TEXT", i + 2) for i in range(len(bad))])
        rows = table(self.world.must("check", "kantor/id.lua", "--format", "csv", codes=(1,)).out)
        said = [row[4] for row in rows[1:]]
        same("findings as CSV", unarmed("a finding", said), [re.sub(ARMED % "'", "", seen(f["message"])) for f in findings])
        self.text("check", "kantor/id.lua", codes=(1,))

    def errors(self):
        """Messages that rules raise."""
        parts = ['rule { "r%d", reads = { "desil" }, when = function(desil) error(%s) end }' % (i, lua(p["text"]))
                 for i, p in enumerate(PAYLOADS)]
        run = self.json("run", self.write("galat.lua", programme(parts)), codes=(4,))
        said = {f["rule"]: f["message"] for f in run["failures"]}
        for i, p in enumerate(PAYLOADS):
            if p in UNSEEN:
                continue
            same("message " + p["name"], said["r%d" % i], shown(p))
        self.text("show")
        rows = dict(table(self.world.must("show", "--format", "csv").out))
        cells = {rows[k.replace("message", "rule")]: v for k, v in rows.items() if re.fullmatch(r"failures/\d+/message", k)}
        for i, p in enumerate(PAYLOADS):
            if p in SEEN:
                same("message as CSV", cells["r%d" % i], p.get("shown", cell(p)))
        self.page([shown(p) for p in SEEN])

    def cases(self):
        """Names of cases, as text, JSON and JUnit."""
        parts = ["case { %s, worker { desil = 1 }, expect = eligible() }" % lua(p["text"]) for p in SEEN]
        self.write("kasus.lua", programme(['rule { "desil", when = { desil = 9 } }']))
        self.write("kasus_test.lua", "return cases(require 'kasus') { %s }\n" % ",\n".join(parts))
        answer = self.json("test", "kantor/kasus.lua", codes=(1,))
        same("names of cases", [c["name"] for c in answer["cases"]], [shown(p) for p in SEEN])
        xml_text = self.world.must("test", "kantor/kasus.lua", "--format", "junit", codes=(1,)).out
        lib.discreet(xml_text)
        root = xml.etree.ElementTree.fromstring(xml_text)
        same("names of cases as JUnit", [c.get("name") for c in root.iter("testcase")], [shown(p) for p in SEEN])
        self.sees(self.text("test", "kantor/kasus.lua", codes=(1,)), SEEN)

    def junk_cases(self):
        """Names of cases that cannot be seen: XML must stay XML."""
        for p in UNSEEN:
            self.write("kasus_test.lua", "return cases(require 'kasus') { case { %s, worker { desil = 1 }, expect = eligible() } }\n"
                       % lua(p["text"]))
            done = self.world.run("test", "kantor/kasus.lua", "--format", "junit")
            if done.code == 1:
                xml.etree.ElementTree.fromstring(done.out)
            else:
                same("exit of test " + p["name"], done.code, 3)
            lib.discreet(done.out + done.err)

    # ---- the command line ----

    def settings(self):
        for p in PAYLOADS:
            if "\0" in p["text"]:
                continue
            text = p["text"].encode("utf-8", "surrogateescape")
            done = self.world.run("run", "kantor/uji.lua", "--format", "json", "--set", b"order/lottery/seed=" + text)
            lib.discreet(done.out)
            lib.discreet(done.err)
            expression = text.startswith(b"{")
            same("exit with seed " + p["name"], done.code, 2 if expression or not p.get("seen", True) else 0)
            if done.code == 0:
                receipt = done.json()["receipt"]
                same("seed", receipt["seed"], shown(p))
                same("settings", receipt["settings"], ["order/lottery/seed=" + shown(p)])
            for args in ((b"--set", text + b"=1"), (b"--set", b"funders/" + text + b"/budget=1")):
                done = self.world.run("run", "kantor/uji.lua", *args)
                same("exit with path " + p["name"], done.code, 2)
                lib.discreet(done.err)

    def words(self):
        """Commands, options, modules, sources, files, databases and folders of that name."""
        for p in PAYLOADS:
            text = p["text"].encode("utf-8", "surrogateescape")
            for args in ((text,), (b"run", text), (b"run", b"--" + text), (b"import", b"--source", text, b"x.csv"),
                         (b"import", b"--source", b"simple", text), (b"show", text), (b"run", b"--jobs", text, b"x"),
                         (b"runs", b"--db", b"tidak/" + text), (b"export", b"--as", text), (b"help", text),
                         (b"sample", b"--region", text), (b"runs", b"--format", text), (b"check", text + b".lua")):
                done = self.world.run(*args)
                if done.code == 0 and not (args[0] in (b"show",) or text.startswith(b"-")):
                    raise lib.Broken("%r was taken" % (args,))
                lib.discreet(done.out + done.err)

    # ---- names of files ----

    def files(self):
        """Files of that name: in the answer as they are, on the screen harmless."""
        named = [p for p in PAYLOADS if "/" not in p["text"] and len(p["text"]) < 200]
        names = [p["text"] + ".csv" for p in named]
        for i, name in enumerate(names):
            path = os.path.join(os.fsencode(self.world.work), os.fsencode(name))
            with open(path, "wb") as f:
                f.write(("%s\n%s,S,01/05/1980,P,%s,1,x,x,x\n" % (",".join(COLUMNS), nik(500 + i), "1" if i % 2 else "x")).encode())
        args = [os.fsencode("./" + n) for n in names]
        done = self.world.must("import", "--db", "lindung.db.nama", "--office", "kantor", "--source", "uji", *args,
                               "--format", "json")
        files = [f["file"] for f in json.loads(done.out)["files"]]
        want = ["./" + (p.get("shown", p["text"])) + ".csv" for p in named]
        want = [re.sub("[\ud800-\udfff]", "?", w) for w in want]
        same("names of files", files, want)
        for form in ((), ("--lang", "id")):
            self.text("quarantine", "--db", "lindung.db.nama", *form)
        rows = table(self.world.must("quarantine", "--db", "lindung.db.nama", "--format", "csv").out)
        bad = [w for i, w in enumerate(want) if i % 2 == 0]
        same("names of files as CSV", unarmed("a name", [row[2] for row in rows[1:]]), [seen(b) for b in bad])
        self.text("import", "--db", "lindung.db.nama", "--office", "kantor", "--source", "uji", *args)

    def progress(self):
        """The line of progress on a terminal, with a name that would clear it."""
        name = b"a\x1b[2J\xc2\x9b2J\xe2\x80\xae\xd8\x9c\x9b\x07.csv"
        path = os.path.join(os.fsencode(self.world.work), name)
        with open(path, "wb") as f:
            f.write((make.HEADER + "".join(make.person(i) for i in range(140000))).encode())
        try:
            here, there = pty.openpty()
        except OSError as e:
            print(f"the progress line was not tried: {e}", file=sys.stderr)  # a container without terminals
            return
        with subprocess.Popen([self.world.program, "import", "--db", "lindung.db.maju", "--office", "kantor", "--source", "daftar",
                               name, "-o", "jawab.txt"], cwd=self.world.work, env=self.world.env | {"NO_COLOR": "1"},
                              stderr=there, stdout=subprocess.DEVNULL) as p:
            os.close(there)
            got = b""
            try:
                while chunk := os.read(here, 4096):
                    got += chunk
            except OSError:
                pass
            os.close(here)
            same("exit", p.wait(), 0)
        line = got.decode("utf-8", "surrogateescape").replace("\r", "").replace("\x1b[K", "")
        same("a line of progress is there", " rows" in line, True)
        lib.discreet(line)


def main():
    p = Payloads(sys.argv[1], pathlib.Path(sys.argv[2]))
    try:
        steps = ["data", "texts", "refused", "ids", "errors", "cases", "junk_cases", "settings", "words", "files", "progress"]
        return lib.main([(name, getattr(p, name)) for name in steps])
    finally:
        p.world.close()


if __name__ == "__main__":
    sys.exit(main())
