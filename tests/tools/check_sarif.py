"""What `check --format sarif` writes is SARIF 2.1.0: the properties that its schema requires, rules for all results, places
that exist, and the same findings as JSON has.
usage: check_sarif.py LINDUNG RULES OFFICE"""
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import shutil

lindung, rules, office = (pathlib.Path(p).resolve() for p in sys.argv[1:])


def check(folder, *args):
    done = subprocess.run([lindung, "check", "--rules", rules, *args], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1) and not done.stderr, done
    return json.loads(done.stdout)


def log_of(folder, operands):
    log = check(folder, "--format", "sarif", *operands)
    assert set(log) == {"$schema", "version", "runs"} and log["version"] == "2.1.0" and len(log["runs"]) == 1
    run = log["runs"][0]
    driver = run["tool"]["driver"]
    assert driver["name"] == "lindung" and re.fullmatch(r"\d+\.\d+\.\d+", driver["version"])
    ids = [r["id"] for r in driver["rules"]]
    assert len(ids) == len(set(ids))
    for r in driver["rules"]:
        assert r["shortDescription"]["text"] not in ("", r["id"]), r
        assert re.fullmatch(r"docs/errors\.md#[a-z_]+", r["help"]["text"])
    found = []
    for r in run["results"]:
        assert ids[r["ruleIndex"]] == r["ruleId"] and r["level"] in ("error", "warning", "note") and r["message"]["text"]
        (place,) = r["locations"]
        uri = place["physicalLocation"]["artifactLocation"]["uri"]
        assert re.fullmatch(r"[A-Za-z0-9._~/%:-]+", uri), uri
        line = place["physicalLocation"].get("region", {}).get("startLine")
        assert line is None or line >= 1
        found.append((r["ruleId"], r["level"], line))
    assert found == [(f["code"], f["severity"], f["line"]) for f in check(folder, "--format", "json", *operands)]
    return found


with tempfile.TemporaryDirectory() as folder:
    shutil.copytree(office, pathlib.Path(folder, "kantor"))
    pathlib.Path(folder, "kantor", "aneh sekali#1.lua").write_text("return programme { id = 1 }\n", encoding="utf-8")
    pathlib.Path(folder, "rusak.lua").write_text("return programme {\n", encoding="utf-8")
    all_of_it = log_of(folder, ["kantor", "rusak.lua"])
    assert len(all_of_it) > 20 and {"error", "warning", "note"} == {level for _, level, _ in all_of_it}
    assert log_of(rules, ["5315_manggarai_barat/2025.lua"]) == []
