"""From recorded figures to the tables of docs/performance.md and its plots. The page's words are written by hand; what stands
between `<!-- figures: NAME -->` and `<!-- end -->` is made here."""
import os
import re
import tempfile

import plot
import targets
from lib import load_figures, median

ORDER = ["100000", "1000000", "10000000"]


def table(head, rows):
    marks = [":---" if i == 0 else "---:" for i in range(len(head))]
    return "\n".join("| " + " | ".join(r) + " |" for r in [head, marks] + rows)


def value(figures, name):
    f = figures.get(name)
    return median(f) if f and "values" in f else None


def shown(v):
    return "–" if v is None else plot.number(v)


def machines(all_machines):
    m = all_machines[-1]
    said = ", ".join(f"{k} {m[k]}" for k in ("gcc", "sqlite", "lua", "node") if m[k])
    return f"{m['cores']} cores ({m['cpu']}), {m['memory_gib']} GiB, {m['system']}; {said}."


# ---- tables ----

def target_table(figures):
    return table(["what", "measured", "target", ""], [list(r) for r in targets.rows(figures)])


EVALUATORS = [("c-columns-{}", "C over columns, by hand"), ("engine-{}-1", "**Lindung**'s kernels, in process, 1 job"),
              ("lindung-{}-1", "**Lindung** inside a run, 1 job"), ("lindung-{}-2", "**Lindung** inside a run, 2 jobs"),
              ("c-scalar-{}", "C by hand, a worker after the other"), ("numpy-{}", "numpy (OpenFisca's style)"),
              ("duckdb-{}-1", "DuckDB, 1 thread"), ("duckdb-{}-2", "DuckDB, 2 threads"), ("node-fused-{}", "Node, one fused function"),
              ("node-closures-{}", "Node, a closure a rule"), ("sqlite-{}", "SQLite SQL, in memory"),
              ("zen-{}", "GoRules Zen"), ("json-rules-engine", "json-rules-engine")]


def evaluator(figures, form, rules):
    if form.startswith("zen"):
        both = [v for v in (value(figures, f"evaluate/zen-{k}") for k in (1, 2)) if v]
        return min(both) if both and rules == 7 else None
    if form == "json-rules-engine" and rules != 7:
        return None
    return value(figures, "evaluate/" + form.format(rules))


def evaluate_table(figures):
    rows = []
    own = {r: value(figures, f"evaluate/lindung-{r}-1") for r in (7, 14)}
    for form, what in EVALUATORS:
        v = {r: evaluator(figures, form, r) for r in (7, 14)}
        r = 14 if v[14] else 7
        ratio = v[r] / own[r] if v[r] and own[r] else None
        why = figures.get("evaluate/" + form.format(7), {}).get("missing")
        rows.append([what, shown(v[7]), shown(v[14]), why or (shown(ratio) + " ×" if ratio else "–")])
    return table(["evaluate only", "7 rules, ns a worker", "14 rules, ns a worker", "of Lindung's time, 1 job"], rows)


def end_to_end_rows(figures):
    rows = [(f["what"], f) for k, f in figures.items()
            if k.startswith("end_to_end/") and not f["what"].startswith("of a further")]
    return sorted(rows, key=lambda r: median(r[1]) if "values" in r[1] else 1e99)


def end_to_end_table(figures):
    own = value(figures, "end_to_end/lindung-warm-2")
    rows = []
    for what, f in end_to_end_rows(figures):
        what = what.replace("Lindung", "**Lindung**")
        measured = "values" in f and own
        rows.append([what] + ([shown(median(f)), shown(median(f) / own) + " ×"] if measured else ["–", f.get("missing", "–")]))
    return table(["from a SQLite file to stored decisions", "ms", "of Lindung's further run, 2 jobs"], rows)


def parts_table(figures):
    parts = [k.split("/")[1].split("-")[1] for k in figures if re.fullmatch(r"end_to_end/lindung-(?!cold|warm)[a-z]+-1", k)]
    return table(["of a further run, ms", *parts], [[f"{j} job{'s' * (j > 1)}"] + [shown(value(figures, f"end_to_end/lindung-{p}-{j}"))
                 for p in parts] for j in (1, 2)])


def simple_table(section, head):
    def make(figures):
        rows = [[f["what"], shown(median(f)) if "values" in f else f["missing"], f.get("unit", "")]
                for k, f in figures.items() if k.startswith(section + "/")]
        return table([head, "median", ""], rows)
    return make


def growth_table(figures):
    sizes = [n for n in ORDER if value(figures, f"growth/run-{n}")]
    parts = ["run"] + [k.split("/")[1].rsplit("-", 1)[0] for k in figures
                       if sizes and re.fullmatch(rf"growth/(?!run|rules)[a-z]+-{sizes[0]}", k)]
    rows = [[p if p != "run" else "the whole run"] + [shown(value(figures, f"growth/{p}-{n}")) for n in sizes] for p in parts]
    return table(["ns a worker, 7 rules"] + [f"{int(n):,}" for n in sizes], rows)


def rules_table(figures):
    counts = sorted(int(k.rsplit("-", 1)[1]) for k in figures if k.startswith("growth/rules-"))
    return table(["rules"] + [str(c) for c in counts],
                 [["inside a run, ns a worker"] + [shown(value(figures, f"growth/rules-{c}")) for c in counts],
                  ["in process, ns a worker"] + [shown(value(figures, f"evaluate/engine-{c}-1")) for c in counts]])


TABLES = {"targets": target_table, "evaluate": evaluate_table, "end-to-end": end_to_end_table, "parts": parts_table,
          "import": simple_table("import", "import"), "functions": simple_table("functions", "rules that are functions"),
          "growth": growth_table, "rules": rules_table, "memory": simple_table("memory", "memory"),
          "selection": simple_table("selection", "selection"), "small": simple_table("small", "what a person waits for")}


# ---- plots ----

def plots(figures, folder):
    os.makedirs(folder, exist_ok=True)
    rows = []
    for form, what in EVALUATORS:
        v, rules = evaluator(figures, form, 14), 14
        if not v:
            v, rules = evaluator(figures, form, 7), 7
        if v:
            rows.append((what.replace("*", "") + (" (7 rules)" if rules == 7 else ""), v, "Lindung" in what))
    if rows:
        plot.bars(os.path.join(folder, "evaluate.svg"), "Evaluating 14 rules, all outcomes kept", "nanoseconds a worker",
                  sorted(rows, key=lambda r: r[1]))
    rows = [(what, median(f), "Lindung" in what) for what, f in end_to_end_rows(figures) if "values" in f]
    if rows:
        plot.bars(os.path.join(folder, "end-to-end.svg"), "From a SQLite file to stored decisions, 1,000,000 workers",
                  "milliseconds", rows)
    series = {}
    for part, name in (("run", "whole run"), ("load", "load"), ("evaluate", "evaluate"), ("allocate", "select"), ("store", "store")):
        measured = [(int(n), value(figures, f"growth/{part}-{n}")) for n in ORDER]
        points = [(n, v * n / 1e6) for n, v in measured if v]
        if len(points) > 1:
            series[name] = points
    if series:
        plot.lines(os.path.join(folder, "growth.svg"), "A run over workers, 7 rules", "workers", "milliseconds", series)
    series = {}
    for form, name in (("growth/rules-{}", "inside a run"), ("evaluate/engine-{}-1", "in process")):
        points = [(c, value(figures, form.format(c))) for c in (7, 14, 20, 50, 200) if value(figures, form.format(c))]
        if len(points) > 1:
            series[name] = points
    if series:
        plot.lines(os.path.join(folder, "rules.svg"), "Evaluation over rules, 1 job", "rules", "nanoseconds a worker", series)


def page_text(figures, all_machines, page):
    text = open(page).read()
    for name, make in (TABLES | {"machine": lambda f: machines(all_machines)}).items():
        text = re.sub(rf"(<!-- figures: {name} -->\n).*?(<!-- end -->)", lambda m: f"{m[1]}{make(figures)}\n{m[2]}", text, flags=re.S)
    return text


def everything(results, root):
    """The page and its plots; without a page, as in a quick run, the tables to the terminal and the plots beside."""
    figures, all_machines = load_figures(results)
    page = os.path.join(root, "docs", "performance.md")
    if not os.path.exists(page):
        for name, make in TABLES.items():
            print(f"\n## {name}\n\n{make(figures)}")
        return plots(figures, os.path.join(root, "plots"))
    text = page_text(figures, all_machines, page)
    with open(page, "w") as f:
        f.write(text)
    return plots(figures, os.path.join(root, "docs", "plots"))


def check(results, root):
    """Whether page and plots are what the recorded figures make of them; the names of those that are not."""
    figures, all_machines = load_figures(results)
    page = os.path.join(root, "docs", "performance.md")
    differ = ["docs/performance.md"] * (page_text(figures, all_machines, page) != open(page).read())
    with tempfile.TemporaryDirectory() as folder:
        plots(figures, folder)
        for name in sorted(os.listdir(folder)):
            there = os.path.join(root, "docs", "plots", name)
            if not os.path.exists(there) or open(there).read() != open(os.path.join(folder, name)).read():
                differ.append("docs/plots/" + name)
    return differ
