"""What the product promises about speed and memory, each beside the figures that show whether it holds. A target is a sentence,
how to work out its measure from the recorded medians, the limit, and how it is said."""
from lib import median


class Figures:
    def __init__(self, figures):
        self.figures = figures

    def __call__(self, name):
        return median(self.figures[name])

    def has(self, name):
        return "values" in self.figures.get(name, {})


def fastest(f, *names):
    return min(f(name) for name in names)


def over_c(f, name):
    """A peer's time over that of C on the same rules and people."""
    return f(name) / f("evaluate/c-columns-14")


def kernels(f, rules):
    """The engine's time in process over that of C on the same rules and people, which are others than the peers'."""
    return f(f"evaluate/engine-{rules}-1") / f(f"evaluate/columns-{rules}-1")


def targets():
    """(sentence, measure, limit, 'most' or 'least', form)"""
    others = ("end_to_end/c-tuned-2", "end_to_end/duckdb-own-1", "end_to_end/duckdb-own-2")
    return [
        ("evaluate 14 rules, 1 job: times C over columns",
         lambda f: kernels(f, 14), 5, "most", "{:.1f} ×"),
        ("… ahead of numpy, both as multiples of C over columns", lambda f: over_c(f, "evaluate/numpy-14") / kernels(f, 14),
         1, "least", "{:.1f} × as fast"),
        ("… ahead of DuckDB on one thread, likewise", lambda f: over_c(f, "evaluate/duckdb-14-1") / kernels(f, 14),
         10, "least", "{:.0f} × as fast"),
        ("inside a run, ages derived: times C over columns of the same people",
         lambda f: f("evaluate/lindung-14-1") / f("evaluate/c-columns-14"), 5, "most", "{:.1f} ×"),
        ("… ahead of numpy", lambda f: f("evaluate/numpy-14") / f("evaluate/lindung-14-1"), 1, "least", "{:.1f} × as fast"),
        ("… ahead of data engines (the fastest of DuckDB and SQLite)",
         lambda f: fastest(f, "evaluate/duckdb-14-1", "evaluate/duckdb-14-2", "evaluate/sqlite-14") / f("evaluate/lindung-14-2"),
         10, "least", "{:.1f} × as fast"),
        ("… ahead of rules engines (the fastest of three ways), 7 rules",
         lambda f: fastest(f, "evaluate/zen-1", "evaluate/zen-2", "evaluate/json-rules-engine") / f("evaluate/lindung-7-2"),
         1000, "least", "{:,.0f} × as fast"),
        ("two jobs", lambda f: f("evaluate/engine-14-1") / f("evaluate/engine-14-2"), 1.6, "least", "{:.2f} × as fast"),
        ("50 rules: times 14", lambda f: f("evaluate/engine-50-1") / f("evaluate/engine-14-1"), 4, "most", "{:.1f} ×"),
        ("7 functions of coded fields, beyond the same rules as tables", lambda f: f("functions/coded") - f("functions/none"), 20, "most", "{:.1f} ns a worker"),
        ("a function of open fields: times a bare protected call",
         lambda f: (f("functions/open") - f("functions/none")) / f("functions/bare-call"), 1.5, "most", "{:.2f} ×"),
        ("a further run on 1,000,000: times the faster of C with two threads and DuckDB on its own file",
         lambda f: f("end_to_end/lindung-warm-2") / fastest(f, *others), 0.5, "most", "{:.2f} ×"),
        ("the first run after an import, likewise", lambda f: f("end_to_end/lindung-cold-2") / fastest(f, *others),
         0.5, "most", "{:.2f} ×"),
        ("import of P3KE, 31 columns: times reading and inserting alone",
         lambda f: f("import/lindung-200000") / f("import/floor-floor-200000"), 1.5, "most", "{:.2f} ×"),
        ("a further point of a sweep", lambda f: f("selection/sweep-point"), 60, "most", "{:.0f} ns a worker"),
        ("100,000 eligible, 20 funders, 200 quotas", lambda f: f("selection/overlap-100000-20-200"), 1000, "most", "{:,.0f} ms"),
        ("memory a worker, 14 rules, beyond 30 MB, 1,000,000",
         lambda f: (f("memory/run-warm-1000000") * 2**20 - 30e6) / 1e6, 64, "most", "{:.0f} bytes"),
        ("memory of a run on 10,000,000", lambda f: f("memory/run-warm-10000000"), 1024, "most", "{:,.0f} MiB"),
        ("evaluating a worker of 10,000,000: times of 1,000,000",
         lambda f: f("growth/evaluate-10000000") / f("growth/evaluate-1000000"), 1.2, "most", "{:.2f} ×"),
        ("a run a worker at 10,000,000: times at 1,000,000",
         lambda f: f("growth/run-10000000") / f("growth/run-1000000"), 1.2, "most", "{:.2f} ×"),
        ("help", lambda f: f("small/help"), 5, "most", "{:.1f} ms"),
        ("a run on 1,000 workers, without the flush", lambda f: f("small/run-1000-memory"), 30, "most", "{:.1f} ms"),
        ("explain one of 1,000,000", lambda f: f("small/explain"), 30, "most", "{:.1f} ms"),
        ("the process that runs rules, started and its walls proved (doctor less help)",
         lambda f: f("small/doctor") - f("small/help"), 10, "most", "{:.1f} ms"),
    ]


def rows(figures):
    """(sentence, measured, target, met) of each target; what was not measured says so."""
    f = Figures(figures)
    for sentence, measure, limit, bound, form in targets():
        target = ("at most " if bound == "most" else "at least ") + form.format(limit).removesuffix(" as fast")
        try:
            value = measure(f)
        except KeyError:
            yield sentence, "not measured", target, "–"
            continue
        met = value <= limit if bound == "most" else value >= limit
        yield sentence, form.format(value), target, "met" if met else "**not met**"
