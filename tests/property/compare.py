"""Fifty changes of one programme, each with its answer and why that is right; and sweeps against plain runs.

The programme is Manggarai Barat's of 2024 on 3,000 made-up workers: 420 are eligible, 411 of them selected. Its 1,000 places
and its caps for farmers (925) and fishers (66) bind nobody; the cap for casual workers (9 of 18) binds nine, who are the
reserve. So who enters and leaves follows from counting the file by hand, and from the order only among casual workers and
where places are made scarce. The numbers were counted apart from the engine, by a few lines over the file's columns.

Every answer is held against two plain runs, too: whom `compare` lists is who differs between their exported decisions.
A point of a sweep is what a run with that value says.

usage: compare.py PROGRAM RULES-FOLDER
"""
import csv
import io
import json
import os
import subprocess
import sys
import tempfile

PROGRAMME = "5315_manggarai_barat.2024"
# settings, people who (enter, leave, stay at another amount, have another status), why
CHANGES = [
    (['eligibility/usia-kerja/when/umur=between(18, 60)'], (1, 11, 0, 1),
     'those of 61 to 64 on the list leave'),
    (['eligibility/usia-kerja/when/umur=between(18, 54)'], (2, 61, 0, 1),
     'those of 55 to 64 leave'),
    (['eligibility/usia-kerja/when/umur=between(18, 70)'], (4, 0, 0, 1),
     'farmers and fishers of 65 to 70 enter; casual workers only within their cap of 9'),
    (['eligibility/usia-kerja/when/umur=between(15, 64)'], (14, 0, 0, 1),
     'those of 15 to 17 enter'),
    (['eligibility/usia-kerja/when/umur=between(25, 64)'], (0, 76, 0, 3),
     'those of 18 to 24 leave'),
    (['eligibility/usia-kerja/when/umur=at_least(18)'], (8, 0, 0, 1),
     'no upper end: everybody of 65 and more enters'),
    (['eligibility/usia-kerja/when/umur=at_most(64)'], (14, 0, 0, 6),
     'no lower end: everybody below 18 enters'),
    (['eligibility/usia-kerja/when/umur=between(18, 64)'], (0, 0, 0, 0),
     'the same range: nothing differs'),
    (['eligibility/kategori-miskin/when/desil=at_most(1)'], (1, 166, 0, 5),
     'decile 2 leaves; the cap of casual workers is filled from decile 1'),
    (['eligibility/kategori-miskin/when/desil=at_most(3)'], (81, 0, 0, 7),
     'decile 3 enters; casual workers have no place left and change to reserve'),
    (['eligibility/kategori-miskin/when/desil=at_most(4)'], (197, 1, 0, 15),
     'deciles 3 and 4 enter'),
    (['eligibility/kategori-miskin/when/desil=at_most(10)'], (424, 2, 0, 44),
     'every known decile enters, up to the 1,000 places and 925 farmers'),
    (['eligibility/kategori-miskin/missing=refuse'], (0, 0, 0, 4),
     'a blank decile refuses: the undecided of that rule alone are refused'),
    (['eligibility/kategori-miskin/missing=accept'], (4, 1, 0, 0),
     'a blank decile is let pass: the undecided of that rule alone enter'),
    (['eligibility/belum-terlindungi/when/jamsos_aktif=true'], (6, 411, 0, 18),
     'only who is covered already: the list is turned round'),
    (['eligibility/belum-terlindungi/missing=accept'], (2, 0, 0, 0),
     'a blank in coverage is let pass'),
    (['eligibility/belum-terlindungi/missing=refuse'], (0, 0, 0, 2),
     'a blank in coverage refuses'),
    (['eligibility/pekerja-informal/when/pekerjaan=one_of { "petani", "nelayan" }'], (0, 9, 0, 10),
     'the 9 casual workers leave, those in reserve are refused'),
    (['eligibility/pekerja-informal/when/pekerjaan=one_of { "petani" }'], (0, 42, 0, 11),
     'fishers and casual workers leave'),
    (['eligibility/pekerja-informal/when/pekerjaan=one_of { "nelayan" }'], (0, 378, 0, 14),
     'farmers and casual workers leave'),
    (['eligibility/pekerja-informal/when/pekerjaan=one_of { "petani", "nelayan", "pekerja lepas", "ojek" }'], (0, 0, 0, 12),
     'drivers are eligible, but the quota gives other work no place: reserve'),
    (['eligibility/pekerja-informal/when/pekerjaan=one_of { "petani", "nelayan", "pekerja lepas", "ojek" }', 'quotas/pekerjaan/at_most/otherwise=5'], (5, 0, 0, 7),
     'five drivers enter, by rank'),
    (['eligibility/pekerja-informal/when/pekerjaan=none_of { "pns" }'], (0, 0, 0, 398),
     'all other work is eligible and has no place: reserve'),
    (['eligibility/pekerja-informal/missing=refuse'], (0, 0, 0, 5),
     'a blank in work refuses'),
    (['priority/kk-tanggungan/points/each=0'], (3, 3, 0, 0),
     'dependants count nothing: among casual workers others may have the 9 places'),
    (['priority/kk-tanggungan/points/each=50'], (1, 1, 0, 0),
     'dependants count most'),
    (['priority/kk-tanggungan/points/up_to=1'], (1, 1, 0, 0),
     'one dependant counts like six'),
    (['priority/kk-disabilitas/points=0'], (0, 0, 0, 0),
     'disability of heads counts nothing'),
    (['priority/kk-perempuan/points=0'], (0, 0, 0, 0),
     'women who head a family count like others'),
    (['priority/kk-perempuan/points=1000'], (0, 0, 0, 0),
     'women who head a family come first'),
    (['priority/desil/points/1=0'], (1, 1, 0, 0),
     'decile 1 counts less than 2'),
    (['priority/desil/points/2=100'], (3, 3, 0, 0),
     'decile 2 counts more than 1'),
    (['order/lottery/seed=lain'], (0, 0, 0, 0),
     'another draw: only equals among casual workers change places'),
    (['order/2=desc("desil")'], (1, 1, 0, 0),
     'equals by score: decile 2 before 1'),
    (['order/1=asc("score")'], (8, 8, 0, 0),
     'the least score first: the other end of the casual workers'),
    (['quotas/pekerjaan/at_most/pekerja lepas=18'], (9, 0, 0, 0),
     'the cap holds all 18: the reserve enters'),
    (['quotas/pekerjaan/at_most/pekerja lepas=10'], (1, 0, 0, 0),
     'one more casual worker, the first of the reserve'),
    (['quotas/pekerjaan/at_most/pekerja lepas=0'], (0, 9, 0, 0),
     'no casual worker has a place'),
    (['quotas/pekerjaan/at_most/nelayan=20'], (0, 13, 0, 0),
     '13 of the 33 fishers go to reserve'),
    (['quotas/pekerjaan/at_most/nelayan=33'], (0, 0, 0, 0),
     'a cap of exactly those who are there: nobody changes'),
    (['quotas/pekerjaan/at_most/petani=369'], (0, 0, 0, 0),
     'the same for farmers: nobody changes'),
    (['quotas/pekerjaan/at_most/petani=300'], (0, 69, 0, 0),
     'the last 69 farmers go to reserve'),
    (['funders/APBD/budget=82857600'], (0, 0, 0, 0),
     '411 × Rp201,600: exactly the list, nobody changes'),
    (['funders/APBD/budget=82857599'], (0, 1, 0, 0),
     'a rupiah less: the last of the list goes to reserve'),
    (['funders/APBD/budget=60480000'], (0, 111, 0, 0),
     '300 places: 111 leave'),
    (['funders/APBD/budget=403200000'], (0, 0, 0, 0),
     'more money than people: nobody changes'),
    (['funders/APBD/months=6'], (0, 0, 411, 0),
     'half a year: everybody stays at another amount'),
    (['funders/APBD/months=6', 'funders/APBD/budget=30240000'], (0, 111, 300, 0),
     '300 places of half a year: 111 leave, 300 stay at another amount'),
    (['funders/APBD/seats=100'], (0, 311, 0, 0),
     'a hundred seats: 311 leave'),
    (['funders/APBD/only={ pekerjaan = "nelayan" }'], (0, 378, 0, 0),
     'the money is for fishers alone'),
]
SWEEPS = [
    (["funders/APBD/budget=20160000..100800000:40320000"], ["funders/APBD/budget=%d"], [20160000, 60480000, 100800000]),
    (["eligibility/usia-kerja/when/umur=between(18, 60..64:2)"], ["eligibility/usia-kerja/when/umur=between(18, %d)"],
     [60, 62, 64]),
    (["quotas/pekerjaan/at_most/pekerja lepas=12..8:2"], ["quotas/pekerjaan/at_most/pekerja lepas=%d"], [12, 10, 8]),
]


class Office:
    def __init__(self, program, rules, folder):
        self.program, self.folder = program, folder
        self.env = dict(os.environ, LINDUNG_RULES=rules, LINDUNG_DB=os.path.join(folder, "a.db"), LC_ALL="C")
        self.call("sample", "--region", "53.15", "--people", "3000", "--seed", "15", "-o", os.path.join(folder, "a.csv"))
        self.call("import", "--source", "simple", os.path.join(folder, "a.csv"))

    def call(self, *words):
        done = subprocess.run([self.program, *words, "--quiet"], env=self.env, capture_output=True, text=True)
        if done.returncode:
            sys.exit(f"lindung {' '.join(words)}: exit {done.returncode}\n{done.stdout}{done.stderr}")
        return done.stdout

    def run(self, settings):
        """A plain run: its document, and status, funder, months and cost of everybody."""
        doc = json.loads(self.call("run", PROGRAMME, "--format", "json", *sets(settings)))
        rows = csv.DictReader(io.StringIO(self.call("export", str(doc["run"]), "--as", "decisions")))
        return doc, {r["nik"]: (r["status"], r["funder"], r["months"], r["cost"]) for r in rows}


def sets(settings):
    return [word for s in settings for word in ("--set", s)]


def check_change(office, before, settings, expected, why):
    text = office.call("compare", PROGRAMME, "--format", "csv", "--show-ids", *sets(settings))
    listed = {r["nik"]: r for r in csv.DictReader(io.StringIO(text))}
    counted = tuple(sum(r["change"] == kind for r in listed.values()) for kind in ("enters", "leaves", "amount", "status"))
    if counted != expected:
        return f"{settings}: {counted}, not {expected}: {why}"
    after = office.run(settings)[1]
    differ = {nik for nik in before if before[nik] != after[nik]}
    if differ != set(listed):
        return f"{settings}: compare lists {len(listed)}, two runs differ in {len(differ)}"
    for nik, row in listed.items():
        if (row["from"], row["to"]) != (before[nik][0], after[nik][0]) or row["cost_to"] != after[nik][3]:
            return f"{settings}: of somebody compare says otherwise than the runs"
    return None


def check_sweep(office, over, pattern, values):
    doc = json.loads(office.call("sweep", PROGRAMME, "--over", over[0], "--format", "json", "--show-ids"))
    if [p["value"] for p in doc["points"]] != values:
        return f"{over}: other values"
    before = None
    for point, value in zip(doc["points"], values):
        run, people = office.run([pattern[0] % value])
        selected = {nik for nik, what in people.items() if what[0] == "selected"}
        money = sum(f["committed"] for f in run["funders"])
        said = (point["selected"], point["committed"], point["undecided"], point["eligible"], point["cutoff"])
        if said != (len(selected), money, run["counts"]["undecided"], run["counts"]["eligible"], run["cutoff"]["score"]):
            return f"{over} at {value}: {said} is not what the run says"
        if before is not None:
            changes = {(c["nik"], c["change"]) for c in point["people"]}
            if changes != {(n, "gained") for n in selected - before} | {(n, "lost") for n in before - selected}:
                return f"{over} at {value}: other people than between the runs"
            if (point["gained"], point["lost"]) != (len(selected - before), len(before - selected)):
                return f"{over} at {value}: other counts than between the runs"
        before = selected
    return None


def main():
    with tempfile.TemporaryDirectory() as folder:
        office = Office(sys.argv[1], sys.argv[2], folder)
        before = office.run([])[1]
        faults = [check_change(office, before, *change) for change in CHANGES]
        faults += [check_sweep(office, *sweep) for sweep in SWEEPS]
    faults = [f for f in faults if f]
    print("\n".join(faults) or f"{len(CHANGES)} changes and {len(SWEEPS)} sweeps are right")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
