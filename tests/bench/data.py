"""The people, once for everybody: Lindung's own database by `sample` and `import`, and the same values as a plain SQLite
table and as columns for the peers. And what Lindung decides on them, as digests that every peer has to meet."""
import array
import csv
import hashlib
import json
import os
import shutil
import sqlite3

from lib import HERE, Failed, run

RULE_IDS = ["usia", "belum-terlindungi", "informal", "miskin", "penghasilan", "pengeluaran", "tahun-ke", "anggota", "wilayah",
            "pencari-nafkah", "verifikasi", "beban", "berpenghasilan", "per-orang"]
FIELDS = ["tanggal_lahir", "jenis_kelamin", "pekerjaan", "kecamatan", "desil", "tanggungan", "kepala_keluarga", "disabilitas",
          "anggota", "penghasilan", "pengeluaran", "jamsos_aktif", "tahun_ke", "verifikasi"]
INFORMAL = ("petani", "buruh tani", "peternak", "nelayan", "buruh nelayan", "pekerja lepas", "buruh harian lepas",
            "buruh bangunan", "tukang", "pedagang", "wiraswasta", "ojek", "sopir", "penenun")
COLUMNS = {  # as the peers in memory have them; -1 where the value is missing
    "birth": ("i", "CAST(replace(tanggal_lahir, '-', '') AS INTEGER)"), "income": ("i", "penghasilan"),
    "spending": ("i", "pengeluaran"), "occupation": ("b", f"pekerjaan IN {INFORMAL}"), "district": ("b", "kecamatan = 'Komodo'"),
    "woman": ("b", "jenis_kelamin = 'P'"), "covered": ("b", "jamsos_aktif"), "head": ("b", "kepala_keluarga"),
    "disabled": ("b", "disabilitas"), "verified": ("b", "verifikasi"), "decile": ("b", "desil"),
    "dependants": ("b", "tanggungan"), "members": ("b", "anggota"), "years": ("b", "tahun_ke"),
}
BLOCK = 1024
STATUS = {"refused": 0, "undecided": 1, "reserve": 2, "selected": 3}


def cap(workers):
    """Places a kecamatan: a quarter of the eligible or so are selected at any size."""
    return max(1, workers // 500)


def settings(workers):
    return ["--set", f"quotas/kecamatan/at_most={cap(workers)}"]


def programme(nrules):
    return os.path.join(HERE, f"programme{nrules}.lua")


def sample(bench, workers, shape="simple"):
    path = os.path.join(bench.folder(workers), shape + ".csv")
    if not os.path.exists(path):
        run([bench.lindung, "sample", "--region", "53.15", "--people", str(workers), "--seed", "1", "--as", shape, "-o", path],
            bench.environment())
    return path


def database(bench, workers):
    """Lindung's database just after the import."""
    path = os.path.join(bench.folder(workers), "fresh.db")
    if not os.path.exists(path):
        part = path + ".part"
        for old in (part, part + "-wal", part + "-shm"):
            if os.path.exists(old):
                os.remove(old)
        run([bench.lindung, "import", "-q", "--source", "simple", sample(bench, workers)], bench.environment(part))
        os.rename(part, path)
    return path


def copy(bench, workers, name="work.db", of=database):
    """A copy of a database to run on; what was written before is on the disk, so that no later flush pays for it."""
    path = os.path.join(bench.folder(workers), name)
    for end in ("", "-wal", "-shm"):
        if os.path.exists(path + end):
            os.remove(path + end)
    shutil.copyfile(of(bench, workers), path)
    os.sync()
    return path


def warm(bench, workers, again=False):
    """The same database after a run, which leaves its columns there for the next; the run's most memory stands beside it."""
    path = os.path.join(bench.folder(workers), "warm.db")
    if again or not os.path.exists(path):
        work = copy(bench, workers, "warm.part")
        peak = run([bench.lindung, "run", "-q", programme(14)] + settings(workers), bench.environment(work))[2]
        with open(path + ".peak", "w") as f:
            json.dump(peak, f)
        os.rename(work, path)
    return path


def table(bench, workers):
    """The peers' SQLite file: one plain table in nik order, no more columns than rules read."""
    path = os.path.join(bench.folder(workers), "workers.db")
    if not os.path.exists(path):
        db = sqlite3.connect(path + ".part")
        db.execute("ATTACH ? AS fresh", (database(bench, workers),))
        db.execute(f"CREATE TABLE worker(id INTEGER PRIMARY KEY, nik TEXT, {', '.join(FIELDS)})")
        db.execute(f"INSERT INTO worker SELECT row_number() OVER (ORDER BY nik), nik, {', '.join(FIELDS)} "
                   "FROM fresh.record_simple ORDER BY nik")
        db.commit()
        db.close()
        os.rename(path + ".part", path)
    return path


def columns(bench, workers):
    """The peers' columns in memory: a file each, filled up to whole blocks."""
    folder = os.path.join(bench.folder(workers), "columns")
    if not os.path.exists(folder):
        db = sqlite3.connect(table(bench, workers))
        os.makedirs(folder + ".part", exist_ok=True)
        for name, (kind, sql) in COLUMNS.items():
            values = array.array(kind, (v for v, in db.execute(f"SELECT coalesce({sql}, -1) FROM worker ORDER BY id")))
            values.extend([-1] * (-workers % BLOCK))
            with open(os.path.join(folder + ".part", name), "wb") as f:
                values.tofile(f)
        db.close()
        os.rename(folder + ".part", folder)
    return folder


def text(bench, workers):
    """The same table as CSV, to feed what does not read SQLite."""
    path = os.path.join(bench.folder(workers), "workers.csv")
    if not os.path.exists(path):
        db = sqlite3.connect(table(bench, workers))
        with open(path + ".part", "w", newline="") as f:
            out = csv.writer(f)
            out.writerow(["id", "nik"] + FIELDS)
            out.writerows(db.execute("SELECT * FROM worker ORDER BY id"))
        db.close()
        os.rename(path + ".part", path)
    return path


# ---- what was decided ----

class Agreed:
    """Digests of decisions in one form for everybody: of evaluation (fate, rules, score) and of the list made of it."""

    def __init__(self):
        self.fate, self.rules, self.score = array.array("B"), array.array("H"), array.array("i")
        self.list = hashlib.sha256()

    def add(self, status, rank, position, score, failed, unknown):
        fate = min(status, 2)
        rules = failed if fate == 0 else unknown if fate == 1 else 0
        score = 0 if fate == 0 else score
        self.fate.append(fate)
        self.rules.append(rules)
        self.score.append(score)
        self.list.update(b"%d,%d,%d,%d,%d\n" % (status, rank or 0, position or 0, score, rules))

    def evaluated(self):
        return hashlib.sha256(self.fate.tobytes() + self.rules.tobytes() + self.score.tobytes()).hexdigest()

    def decided(self):
        return self.list.hexdigest()


def of_export(path):
    """The decisions that `lindung export` wrote, in nik order."""
    agreed, bit = Agreed(), {name: 1 << i for i, name in enumerate(RULE_IDS)}
    masks = {"": 0}
    with open(path, newline="") as f:
        for row in csv.DictReader(f):
            names = row["rules"]
            if names not in masks:
                masks[names] = sum(bit[name] for name in names.split(";"))
            agreed.add(STATUS[row["status"]], int(row["rank"] or 0), int(row["position"] or 0), int(row["score"] or 0),
                       masks[names], masks[names])
    return agreed


def of_table(rows):
    """Decisions as peers keep them: worker, status, rank, position, score, failed, unknown, in the order of workers."""
    agreed = Agreed()
    for _, status, rank, position, score, failed, unknown in rows:
        agreed.add(status, rank, position, score or 0, failed or 0, unknown or 0)
    return agreed


def of_database(path):
    db = sqlite3.connect(path)
    agreed = of_table(db.execute("SELECT * FROM decision ORDER BY worker"))
    db.close()
    return agreed


def of_result(path):
    return hashlib.sha256(open(path, "rb").read()).hexdigest()


def reference(bench, workers, nrules, again=False):
    """What Lindung decides: digests, and the receipt's result that any later run of it must repeat."""
    path = os.path.join(bench.folder(workers), f"agreed{nrules}.json")
    if again or not os.path.exists(path):
        work, out = copy(bench, workers, "agreed.db", warm), os.path.join(bench.folder(workers), "decisions.csv")
        env = bench.environment(work)
        said = run([bench.lindung, "run", "-q", "--format", "json", programme(nrules)] + settings(workers), env)[0]
        run([bench.lindung, "export", "-q", "--as", "decisions", "-o", out], env)
        agreed, said = of_export(out), json.loads(said)
        os.remove(work)
        os.remove(out)
        if len(agreed.fate) != workers:
            raise Failed(f"{len(agreed.fate)} decisions on {workers} workers")
        with open(path, "w") as f:
            json.dump({"evaluated": agreed.evaluated(), "decided": agreed.decided(), "result": said["receipt"]["result"],
                       "counts": said["counts"]}, f)
    return json.load(open(path))


def check(who, got, wanted):
    if got != wanted:
        raise Failed(f"{who} decides differently: {got}, Lindung {wanted}; its times are not compared")
