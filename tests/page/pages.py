"""Pages of the shipped programmes on made-up people, read back against their documents: pages.py PROGRAM RULES [FOLDER]

FOLDER keeps the pages, for a browser (browse.py). Each page is of the template (page.py), holds every figure and text of its
document in both languages, is the same for the same run whatever the threads, and tells of nobody.
"""
import csv
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import page

PEOPLE = 1500
PROGRAMMES = [("53.15", ["5315_manggarai_barat.2024", "5315_manggarai_barat.2025"]), ("53.04", ["5304_belu.2023"]),
              ("96.71", ["9671_sorong.2024"]), ("53.10", ["5310_manggarai.2025"])]
LANGUAGES = {"en": ",", "id": "."}
ODD = ["W" * 70, "قرية الاختبار 12 (3)", "<b>tebal</b> & 'kutip' \"ganda\"", "Kecamatan dengan nama yang panjang sekali sampai ke ujung layar",
       "</title><script>alert(1)</script>"]


class Office:
    def __init__(self, program, rules, folder):
        self.program, self.folder = os.path.realpath(program), folder
        self.env = os.environ | {"LINDUNG_RULES": os.path.realpath(rules), "LC_ALL": "C.UTF-8", "LINDUNG_DB": str(folder / "office.db")}

    def run(self, *args):
        done = subprocess.run([self.program, *args], cwd=self.folder, env=self.env, capture_output=True, check=False)
        if done.returncode:
            raise page.Bad(f"{' '.join(args)}: exit {done.returncode}: {done.stderr.decode()[-300:]}")
        return done.stdout.decode("utf-8")

    def people(self, region, kecamatan=None):
        """Made-up people; kecamatan: names to live in, in turn."""
        self.run("sample", "--region", region, "--people", str(PEOPLE), "--seed", "7", "-o", "warga.csv")
        with open(self.folder / "warga.csv", encoding="utf-8", newline="") as f:
            rows = list(csv.DictReader(f))
        if kecamatan:
            with open(self.folder / "warga.csv", "w", encoding="utf-8", newline="") as f:
                out = csv.DictWriter(f, rows[0])
                out.writeheader()
                out.writerows(row | {"kecamatan": kecamatan[i % len(kecamatan)]} for i, row in enumerate(rows))
        self.run("import", "--quiet", "--source", "simple", "warga.csv")
        self.told = {row["nik"] for row in rows} | {row["nama"] for row in rows if " " in row["nama"]}

    def page(self, run, into=None, **more):
        """The run's pages, read and compared with its document; the document."""
        document = json.loads(self.run("report", str(run), "--format", "json"))
        for language, separator in LANGUAGES.items():
            name = f"{into or 'page'}-{language}.html"
            self.run("report", str(run), "--lang", language, "-o", name)
            text = (self.folder / name).read_text(encoding="utf-8")
            read = page.Page(text)
            page.compare(read, document, separator)
            found = [who for who in self.told if who in text]
            if found:
                raise page.Bad(f"{name} tells of somebody: {found[0][:4]}…")
            if self.run("report", str(run), "--lang", language, "--format", "html", "--jobs", "1") != text:
                raise page.Bad(f"{name} is another page on one thread")
        return document


def keep_pages(office, name, keep):
    for file in office.folder.glob(f"{name}-*.html"):
        if keep:
            (keep / file.name).write_bytes(file.read_bytes())


def shipped(program, rules, keep):
    for region, programmes in PROGRAMMES:
        with tempfile.TemporaryDirectory() as folder:
            office = Office(program, rules, pathlib.Path(folder))
            office.people(region)
            for i, programme in enumerate(programmes):
                office.run("run", "--quiet", programme)
                office.page(i + 1, programme)
                keep_pages(office, programme, keep)


def odd(program, rules, keep):
    """Names that are too long, run the other way, or would be markup."""
    with tempfile.TemporaryDirectory() as folder:
        office = Office(program, rules, pathlib.Path(folder))
        office.people("53.15", ODD)
        office.run("new", "kantor")
        programme = office.folder / "kantor" / "2025.lua"
        text = programme.read_text(encoding="utf-8")
        for word in ("title", "basis"):
            text = re.sub(word + ' = "[^"]*"', lambda m, word=word: f"{word} = '{ODD[len(m[0]) % 2 * 3]} <i>{word}</i>'", text)
        programme.write_text(text, encoding="utf-8")
        office.run("run", "--quiet", "kantor")
        document = office.page(1, "odd")
        if {g["group"] for g in document["table"]["groups"]} != set(ODD):
            raise page.Bad("the odd names are not the document's")
        keep_pages(office, "odd", keep)


def lives(program, rules):
    """A draft, the kept run, the one that took its place, and a run whose persons were forgotten."""
    with tempfile.TemporaryDirectory() as folder:
        office = Office(program, rules, pathlib.Path(folder))
        office.people("53.15")
        for words in ((), ("--set", "funders/APBD/budget=20.160.000")):
            office.run("run", "--quiet", "5315_manggarai_barat.2024", *words)
        office.run("keep", "1")
        office.run("keep", "2")
        for run in 1, 2:
            assert not office.page(run)["gone"]
        office.run("forget", "--before", "2026-01-01")
        document = office.page(1)
        if document["gone"] != "persons" or document["funnel"]:
            raise page.Bad("a forgotten run has figures of persons")


def main(program, rules, keep=None):
    keep = keep and pathlib.Path(keep)
    shipped(program, rules, keep)
    odd(program, rules, keep)
    lives(program, rules)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except page.Bad as bad:
        sys.exit(str(bad))
