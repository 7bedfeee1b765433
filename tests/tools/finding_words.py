"""Every message of `check`, and what every code means, is translated: python3 finding_words.py SOURCE-FOLDER

Reads the formats of findings in the sources that make them, as finding.c takes them apart (a %s for each part), and looks
each up in po/id.po. A translation has as many parts as the form, by number or in their order.
"""
import re
import sys
from pathlib import Path

CALL = re.compile(r'(?:LD_SAY|WARN|NOTE|ld_findings_add)\s*\(')
TEXT = re.compile(r'"((?:[^"\\]|\\.)*)"|(PRI[du]64)')
PART = re.compile(r'%(?:(\d)\$)?[.0-9]*(?:zu|ll?d|PRI|[sdu])')


def call_end(source, at):
    """Where the call whose bracket opens before `at` ends."""
    depth, quoted = 1, False
    while depth:
        c = source[at]
        if quoted:
            at += c == "\\"
            quoted = c != '"'
        elif c == '"':
            quoted = True
        else:
            depth += (c == "(") - (c == ")")
        at += 1
    return at


def forms(source):
    """The format of each call: the last run of adjoining texts with a blank in it, or with a part."""
    for call in CALL.finditer(source):
        body = source[call.end():call_end(source, call.end())]
        for run in re.finditer(r'(?:"(?:[^"\\]|\\.)*"\s*(?:PRI[du]64\s*)?)+', body):
            text = "".join("d" if macro else part for part, macro in TEXT.findall(run.group()))
            if " " in text:
                yield PART.sub("%s", text.replace('\\"', '"'))
                break


def catalogue(text):
    pairs, key, out = {}, None, {}
    for line in text.splitlines():
        if line.startswith("msgid "):
            out = {"id": "", "str": ""}
            key = "id"
        elif line.startswith("msgstr"):
            key = "str"
        elif not line.startswith('"'):
            continue
        out[key] += line[line.index('"') + 1:-1].replace('\\"', '"')
        pairs[out["id"]] = out["str"]
    return pairs


def main():
    root = Path(sys.argv[1])
    files = sorted(root.glob("engine/study/check*.c")) + [root / "engine/lib/beside.c", root / "engine/lib/check.c"]
    known = catalogue((root / "po/id.po").read_text())
    found, wrong = set(), 0
    for file in files:
        for form in forms(file.read_text()):
            found.add(form)
            said = known.get(form, "")
            numbers = [int(n or i + 1) for i, n in enumerate(PART.findall(said))]
            if not said or sorted(numbers) != list(range(1, form.count("%s") + 1)):
                wrong += 1
                print(f"{file.name}: {'not translated' if not said else 'other parts'}: {form}")
    for table in "include/lindung/errors.def", "engine/model/findings.def":
        for meaning in re.findall(r'^LD_\w+\(.*"([^"]+)"\)+$', (root / table).read_text(), re.M):
            found.add(meaning)
            if not known.get(meaning):
                wrong += 1
                print(f"{table}: not translated: {meaning}")
    print(f"{len(found)} messages, {wrong} not translated")
    return wrong > 0 or len(found) < 100


if __name__ == "__main__":
    sys.exit(main())
