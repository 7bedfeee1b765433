"""Pages of comparisons and sweeps, and of the list beside the poor, read back against their documents: studies.py PROGRAM RULES

The figures of the list beside the poor are reckoned here a second time, in fractions, from the counts of the document.
"""
import fractions
import html
import json
import pathlib
import re
import sys
import tempfile

import page
import pages

REGION, A, B = "53.15", "5315_manggarai_barat.2024", "5315_manggarai_barat.2025"
ONE = ["--over", "funders/APBD/budget=20.000.000..200.000.000:20.000.000"]
TWO = ["--over", "eligibility/usia-kerja/when/umur=between(18, 40..64:8)", "--over", "funders/APBD/months=12..6:3"]
IMPOSSIBLE = ["--over", "funders/APBD/budget=201600..4032000:1915200"]  # less than one person a kecamatan is no point


# ---- what must be in a page ----

def count(n, separator):
    return f"{n:,}".replace(",", separator)


def has_figures(name, read, figures, separator):
    numbers = set(re.findall(r"\d+(?:[.,]\d{3})*", read.text))
    for what, n in figures:
        if n is not None and count(abs(n), separator) not in numbers:
            raise page.Bad(f"{name}: {what} {n} of the document is not in the page")


def has_texts(name, read, texts):
    for text in texts:
        if text and page.seen(text) not in read.text:
            raise page.Bad(f"{name}: {text!r} of the document is not in the page")


def compared(d):
    for side in "ab":
        yield from d[side]["counts"].items() if d[side]["counts"]["cutoff"] is None else \
            ((k, v) for k, v in d[side]["counts"].items() if k not in ("cutoff", "errors"))
    yield from d["changes"].items()
    for step in d["steps"]:
        yield from step["changes"].items()
        yield from ((k, step[k]) for k in ("together", "also", "selected", "committed"))
    for funder in d["funders"]:
        yield from ((k, v) for k, v in funder.items() if k != "id")
    for by in d["groups"]:
        for group in by["groups"]:
            yield from ((k, v) for k, v in group.items() if k != "group")


def told_of(differences):
    """Where something differs and the words of both sides; numbers are written in the reader's way."""
    for change in differences:
        for line in change["lines"]:
            yield "/".join(line["path"].split("/")[:2])
            yield from (line[side] for side in ("before", "after") if line[side] and not line[side].isdigit())


def swept(d):
    for point in d["points"]:
        yield from ((k, point[k]) for k in ("value", "value_2", "selected", "committed", "cutoff", "undecided", "gained", "lost", "marginal"))


# ---- the list beside the poor, a second time ----

def rounded(x, places, separator):
    """Halves away from zero."""
    n = abs(x) * 10 ** places
    n = (2 * n.numerator + n.denominator) // (2 * n.denominator)
    whole, rest = divmod(n, 10 ** places)
    return f"{count(whole, separator)}{'.' if separator == ',' else ','}{rest:0{places}d}", n


def share(n, of, small, separator):
    if small or not of:
        return "–"
    text, tenths = rounded(fractions.Fraction(100 * n, of), 1, separator)
    point = "." if separator == "," else ","
    return f"<0{point}1%" if n and not tenths else f">99{point}9%" if n < of and tenths == 1000 else text + "%"


def points(a, a_of, b, b_of, small, separator):
    if small or not a_of or not b_of:
        return "–"
    x = fractions.Fraction(100 * a, a_of) - fractions.Fraction(100 * b, b_of)
    text, n = rounded(x, 1, separator)
    return ("+" if x > 0 else "−" if x < 0 else "") * (n > 0) + text


def ratio(a, a_of, b, b_of, small, separator):
    if small or not a_of or not b_of or not b:
        return "–"
    return rounded(fractions.Fraction(a, a_of) / fractions.Fraction(b, b_of), 2, separator)[0]


def row_of(group, everybody, separator):
    poor, all_poor = group["poor"], everybody["poor"]
    n, small, few = group["workers"], group["workers"] < 10, poor["workers"] < 10
    on, off = group["selected"], everybody["selected"]
    return [count(n, separator), count(poor["workers"], separator), share(poor["workers"], all_poor["workers"], small, separator),
            count(group["eligible"], separator), share(group["eligible"], everybody["eligible"], small, separator), count(on, separator),
            share(on, off, small, separator), points(on, off, poor["workers"], all_poor["workers"], small, separator),
            ratio(on, off, poor["workers"], all_poor["workers"], small or few, separator),
            share(poor["selected"], poor["workers"], few, separator)]


def rows_of(text, table):
    body = re.search(rf'<table id="{table}">.*?<tbody>(.*?)</tbody>', text, re.S).group(1)
    return [[html.unescape(cell) for cell in re.findall(r"<td[^>]*>([^<]*)</td>", row)] for row in body.split("</tr>")[:-1]]


def balanced(name, text, balance, separator):
    for i, field in enumerate(balance["fields"]):
        want = [row_of(group, balance["all"], separator) for group in field["groups"]]
        got = rows_of(text, f"balance-{i + 1}-table")
        if got != want:
            raise page.Bad(f"{name}, {field['field']}: {[(g, w) for g, w in zip(got, want) if g != w][:1]}, {len(got)} of {len(want)} rows")
    poor, everybody = balance["all"]["poor"], balance["all"]
    unknown = balance["all"]["unknown"]
    others = {k: everybody[k] - poor[k] - unknown[k] for k in poor}
    on, off = poor["selected"], others["selected"]
    measures = [share(on, poor["workers"], False, separator), share(poor["workers"] - on, poor["workers"], False, separator),
                share(off, on + off, False, separator), points(on, poor["workers"], off, others["workers"], False, separator),
                ratio(poor["committed"], poor["committed"] + others["committed"], poor["workers"], poor["workers"] + others["workers"],
                      False, separator)]
    got = [row[0] for row in rows_of(text, "balance-measures")]
    if got != measures:
        raise page.Bad(f"{name}: measures {got}, not {measures}")


# ---- the pages ----

def made(office, keep, name, *words):
    """The document and its pages in both languages, each read."""
    document = json.loads(office.run(*words, "--format", "json"))
    for language, separator in pages.LANGUAGES.items():
        file = f"{name}-{language}.html"
        office.run(*words, "--lang", language, "-o", file)
        text = (office.folder / file).read_text(encoding="utf-8")
        found = [who for who in office.told if who in text]
        if found or "5315*" in text:
            raise page.Bad(f"{file} tells of somebody")
        if office.run(*words, "--lang", language, "--format", "html", "--jobs", "1") != text:
            raise page.Bad(f"{file} is another page on one thread")
        if keep:
            (keep / file).write_text(text, encoding="utf-8")
        yield file, page.Page(text), text, document, separator


def write(program, rules, keep=None):
    with tempfile.TemporaryDirectory() as folder:
        office = pages.Office(program, rules, pathlib.Path(folder))
        office.people(REGION)
        office.run("run", "--quiet", A)
        for words in ([A, B], ["1", A, "--set", "priority/kk-tanggungan/points/each=9"], [A, A]):
            for file, read, _, d, separator in made(office, keep if words == [A, B] else None, "compare", "compare", *words):
                has_figures(file, read, compared(d), separator)
                has_texts(file, read, told_of(d["differences"]))
                has_texts(file, read, [d["a"]["title"], d["b"]["title"], d["a"]["rules"], d["b"]["data"]])
        for name, over in ("sweep", ONE), ("sweep-two", TWO), ("sweep-not", IMPOSSIBLE):
            for file, read, _, d, separator in made(office, keep if name != "sweep-not" else None, name, "sweep", A, *over):
                has_figures(file, read, swept(d), separator)
                if any(point["why"] for point in d["points"]) != (name == "sweep-not"):
                    raise page.Bad(f"{file}: the points that cannot be decided are not those")
                has_texts(file, read, [point["why"] for point in d["points"]] + [over["path"] for over in d["over"]])
        for poor in "4", "1", "kategori-miskin", "usia-kerja":
            for file, _, text, d, separator in made(office, None, "balance", "report", "1", "--poor", poor):
                balanced(f"{file} --poor {poor}", text, d["balance"], separator)


if __name__ == "__main__":
    try:
        write(*sys.argv[1:3])
    except page.Bad as bad:
        sys.exit(str(bad))
