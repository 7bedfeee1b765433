"""Every outcome, condition and boundary value of a programme is tried by its cases, and every change of it is noticed but
those that its NOTES.md names with a reason. noticed.py OUTPUT.json PROGRAMME NOTES.md, or - where there are no notes."""
import json
import re
import sys


def told(change):
    """A change as the notes write it: `id`: `from → to`, `without from` or `left out`."""
    if change["from"] is None:
        words = "left out"
    elif change["to"] is None:
        words = "without " + change["from"]
    else:
        words = f'{change["from"]} → {change["to"]}'
    return change["id"], words


def noted(path, programme):
    """{(id, words)} of the bullets of a programme that give a reason behind the second colon."""
    if path == "-":
        return set()
    with open(path, encoding="utf-8") as file:
        bullets = re.findall(r"^- (\S+) `([^`]+)`: `([^`]+)`: \w", file.read(), re.MULTILINE)
    return {(who, words) for name, who, words in bullets if name == programme}


def main():
    output, programme, notes = sys.argv[1:]
    with open(output, encoding="utf-8") as file:
        document = json.load(file)
    faults = [f"a case fails: {case['name']}" for case in document["cases"] if not case["ok"]]
    for what, total in document["coverage"]["totals"].items():
        if total["seen"] != total["possible"]:
            faults.append(f"{total['seen']} of {total['possible']} {what} are tried")
    mutation = document["mutation"]
    if mutation["changes"] < 20 or mutation["caught"] + len(mutation["missed"]) != mutation["changes"]:
        faults.append(f"{mutation['caught']} of {mutation['changes']} changes")
    missed, named = {told(change) for change in mutation["missed"]}, noted(notes, programme)
    faults += [f"not noticed, nor in the notes: `{who}`: `{words}`" for who, words in sorted(missed - named)]
    faults += [f"noticed, and yet in the notes: `{who}`: `{words}`" for who, words in sorted(named - missed)]
    for fault in faults:
        print(f"{programme}: {fault}", file=sys.stderr)
    return 1 if faults else 0


sys.exit(main())
