"""Random offices for end_to_end.py: fields, data and programmes, as values for the oracle and as Lua and CSV for the engine.

Domains are small so that ties, full caps and short floors are common. The forms of conditions, points, limits and
budgets are those of oracle.py.
"""
import random

import oracle

WORDS = ["Pacar", "Boleng", "Komodo", "macang", "Éla", "Lembor Selatan"]
CHOICES = ["petani", "nelayan", "ojek", "buruh tani"]


# ---- Lua text ----

def lua(v):
    """A value as Lua writes it."""
    if isinstance(v, bool):
        return "true" if v else "false"
    return '"%s"' % v if isinstance(v, str) else repr(v)


def lua_list(values):
    return "{ " + ", ".join(map(lua, values)) + " }"


def lua_table(table):
    """A table keyed by group."""
    return "{ " + ", ".join("[%s] = %s" % (lua(k), lua(v)) for k, v in table.items()) + " }"


def lua_expression(e, names):
    op = e[0]
    if op == "n":
        return "(%d)" % e[1]
    if op == "v":
        name, kind, arg, blank = names[e[1]], e[2], e[3], e[4]
        inner = {"int": name, "bool": "(%s and 1 or 0)" % name, "eq": "(%s == %s and 1 or 0)" % (name, lua(arg)),
                 "lt": "(%s < %s and 1 or 0)" % (name, lua(arg))}[kind]
        return inner if blank is None else "(%s == nil and %d or %s)" % (name, blank, inner)
    if op in ("and", "or"):
        return "(%s %s %s)" % (lua_expression(e[1], names), op, lua_expression(e[2], names))
    if op == "not":
        return "(not %s)" % lua_expression(e[1], names)
    if op in ("min", "max"):
        return "math.%s(%s, %s)" % (op, lua_expression(e[1], names), lua_expression(e[2], names))
    return "(%s %s %s)" % (lua_expression(e[1], names), op, lua_expression(e[2], names))


def lua_function(reads, expression):
    """A function of the fields read."""
    names = ["v%d" % i for i in range(len(reads))]
    head = ""
    if expression[0] == "raise":
        head = "if %s then error(\"sengaja\") end " % lua_expression(expression[1], names)
        expression = expression[2]
    return "function(%s) %sreturn %s end" % (", ".join(names), head, lua_expression(expression, names))


def lua_reads(c):
    return "reads = %s, %s" % (lua_list(c[1]), "blanks = true, " if c[2] else "")


def lua_leaf(op, args, r):
    if op == "eq":
        return lua(args[0])
    if op == "one_of":
        return r.choice(["one_of ", ""]) + lua_list(args)
    if op == "none_of":
        return "none_of " + lua_list(args)
    if op in ("starts_with", "contains"):
        return "%s %s" % (op, lua(args[0]))
    return "%s(%s)" % (op, ", ".join(map(lua, args)))


def lua_condition(c, r):
    """A condition in one of the forms that mean it."""
    kind = c[0]
    if kind == "leaf":
        return "{ %s = %s }" % (c[1], lua_leaf(c[2], c[3], r))
    if kind == "func":
        return "{ %swhen = %s }" % (lua_reads(c), lua_function(c[1], c[3]))
    if kind == "not":
        inner = lua_condition(c[1], r)
        return "not_ " + (inner if is_table(c[1]) else "{ %s }" % inner)
    kids = c[-1]
    if kind == "all" and c[1] == "table":
        parts, used = [], set()
        for k in kids:
            if k[0] == "leaf" and k[1] not in used and r.random() < 0.8:
                used.add(k[1])
                parts.append("%s = %s" % (k[1], lua_leaf(k[2], k[3], r)))
            else:
                parts.append(lua_condition(k, r))
        r.shuffle(parts)
        return "{ %s }" % ", ".join(parts)
    inside = "{ %s }" % ", ".join(lua_condition(k, r) for k in kids)
    if kind == "atleast":
        return "at_least_of(%d, %s)" % (c[1], inside)
    return {"all": "all_of ", "any": "any_of "}[kind] + inside


def is_table(c):
    return c[0] in ("leaf", "func") or c[0] == "all" and c[1] == "table"


def lua_when(c, r):
    """`when = …`, or reads and a function beside it."""
    if c[0] == "func":
        return lua_reads(c) + "when = " + lua_function(c[1], c[3])
    return "when = " + lua_condition(c, r)


# ---- making things up ----

class Maker:
    """A random office: fields, data, programmes."""

    def __init__(self, seed):
        self.r = random.Random(seed)
        self.seed = seed
        self.errors = self.r.random() < 0.15
        self.blank = self.r.choice([0.0, 0.03, 0.1, 0.25])
        self.fields = [{"name": "nik", "type": "id"}, {"name": "kecamatan", "type": "text"},
                       {"name": "jamsos_dari", "type": "date"}, {"name": "jamsos_sampai", "type": "date"}]
        self.national = len(self.fields)
        self.make_fields()
        self.as_of = "20%02d-%02d-%02d" % (self.r.randint(20, 28), self.r.randint(1, 12), self.r.randint(1, 28))

    def chance(self, p):
        return self.r.random() < p

    def field(self, name):
        return next(f for f in self.fields if f["name"] == name)

    def add(self, name, kind, **more):
        self.fields.append(dict(name=name, type=kind, **more))

    def make_fields(self):
        r = self.r
        self.add("kk", "id")
        self.add("anak", "integer", lo=r.choice([0, -2]), hi=r.randint(3, 6))
        self.add("kelas", "integer", lo=1, hi=r.randint(3, 9))
        self.add("upah", "money", lo=0, hi=5000000)
        self.add("lahan", "number")
        self.add("janda", "boolean")
        self.add("aktif", "boolean")
        self.add("kerja", "choice", choices=r.sample(CHOICES, r.randint(2, 4)))
        self.add("dusun", "text")
        self.add("lahir", "date")
        self.add("seg", "choice", choices=["darat", "laut", "udara"][:r.randint(2, 3)])
        self.add("usia", "integer", lo=0, hi=120, derive=("age", "lahir"))
        if self.chance(0.7):
            self.add("warga", "integer", lo=0, hi=200, derive=("members", "kk", None))
        if self.chance(0.7):
            self.add("beban", "integer", lo=0, hi=200, derive=("members", "kk", self.condition(1, False)))
        if self.chance(0.7):
            reads, blanks, e = self.function("int")
            self.add("indeks", "integer", derive=("func", reads, blanks, e))
        if self.chance(0.5):
            reads, blanks, e = self.function("bool")
            self.add("rawan", "boolean", derive=("func", reads, blanks, e))

    # conditions

    def value(self, f):
        """A value that a cell or a threshold may have."""
        r, kind = self.r, f["type"]
        if kind == "integer":
            return r.randint(f.get("lo", -5), min(f.get("hi", 20), 90))
        if kind == "money":
            return r.choice([0, 500000, 750000, 1000000, 5000000])
        if kind == "number":
            return r.choice([0.5, 1.25, 2.0, 3.75])
        if kind == "boolean":
            return self.chance(0.5)
        if kind == "choice":
            return r.choice(f["choices"])
        if kind == "date":
            return "%d-%02d-%02d" % (r.randint(1960, 2004), r.choice([1, 2, 7, 12]), r.choice([1, 28, 28]))
        if f["name"] == "kk":
            return "K%d" % r.randint(1, 12)
        if f["name"] == "nik":
            return "5315%d" % r.randint(90, 99)
        return r.choice(WORDS)

    def leaf(self):
        r = self.r
        f = r.choice([f for f in self.fields if not f["name"].startswith("jamsos")])
        ops = ["eq", "eq", "one_of", "none_of", "known", "missing"]
        if f["type"] in ("integer", "money", "number", "date"):
            ops += ["between", "at_least", "at_most", "above", "below"] * 2
        if f["type"] in ("text", "id"):
            ops += ["starts_with", "contains"] * 2
        op = r.choice(ops)
        if f["name"] == "nik" and op in ("eq", "one_of", "none_of"):
            op = "starts_with"
        if op in ("known", "missing"):
            return ("leaf", f["name"], op, [])
        if op in ("one_of", "none_of"):
            values = []
            for v in [self.value(f) for _ in range(r.randint(1, 4))]:
                if v not in values:
                    values.append(v)
            return ("leaf", f["name"], op, values)
        if op == "between":
            return ("leaf", f["name"], op, sorted([self.value(f), self.value(f)]))
        v = self.value(f)
        if op in ("starts_with", "contains") and f["name"] != "nik":
            cut = r.randint(1, len(v))
            v = v[:cut] if op == "starts_with" else v[-cut:]
        return ("leaf", f["name"], op, [v])

    def condition(self, depth=3, functions=True):
        r = self.r
        if depth == 0 or self.chance(0.3):
            if functions and self.chance(0.15):
                return ("func",) + self.function("bool")
            return self.leaf()
        kind = r.choice(["all", "all", "any", "not", "atleast"])
        if kind == "not":
            return ("not", self.condition(depth - 1, functions))
        kids = [self.condition(depth - 1, functions) for _ in range(r.randint(1, 3))]
        if kind == "atleast":
            return ("atleast", r.randint(1, len(kids)), kids)
        return (kind, r.choice(["table", "words"]) if kind == "all" else 1, kids)

    def function(self, result):
        """(reads, blanks, expression) of a function that answers a truth or an integer."""
        reads = self.r.sample([f["name"] for f in self.fields if f["name"] not in ("nik", "kecamatan", "jamsos_dari",
                                                                                  "jamsos_sampai")], self.r.randint(1, 3))
        blanks = self.chance(0.4)
        e = self.truth(reads, blanks, 2) if result == "bool" else self.number(reads, blanks, 2)
        if self.errors and self.chance(0.4):
            e = ("raise", self.truth(reads, blanks, 1), e)
        return reads, blanks, e

    def number(self, reads, blanks, depth):
        r = self.r
        if depth == 0:
            if self.chance(0.3):
                return ("n", r.randint(-3, 9))
            i = r.randrange(len(reads))
            f = next(f for f in self.fields if f["name"] == reads[i])
            kind, arg = "eq", None
            if f["type"] in ("integer", "money"):
                kind = "int"
            elif f["type"] == "boolean":
                kind = "bool"
            elif f["type"] in ("date", "number"):
                kind, arg = "lt", self.value(f)
            else:
                arg = self.value(f)
            return ("v", i, kind, arg, r.randint(0, 5) if blanks else None)
        op = r.choice(["+", "-", "*", "//", "%", "min", "max"])
        right = ("n", r.randint(1, 7)) if op in ("//", "%", "*") else self.number(reads, blanks, depth - 1)
        return (op, self.number(reads, blanks, depth - 1), right)

    def truth(self, reads, blanks, depth):
        op = self.r.choice(["<", "<=", "==", "and", "or", "not"]) if depth else self.r.choice(["<", "<=", "=="])
        if op == "not":
            return (op, self.truth(reads, blanks, depth - 1))
        make = self.truth if op in ("and", "or") else self.number
        return (op, make(reads, blanks, max(depth - 1, 0)), make(reads, blanks, max(depth - 1, 0)))

    # programmes

    def programme(self, number):
        r = self.r
        p = {"id": "acak-%d" % r.randint(1, 3), "as_of": self.as_of, "module": "p%d" % number}
        p["rules"] = [{"id": "r%d" % i, "when": self.easy(), "missing": r.choice(["check", "check", "refuse", "accept"])}
                      for i in range(r.randint(1, 3))]
        p["scores"] = [self.score(i) for i in range(r.randint(0, 4))]
        p["order"] = self.order()
        p["segment"] = "seg" if self.chance(0.35) else None
        self.money(p)
        p["quotas"] = self.quotas(p)
        return p

    def easy(self):
        """A condition that most workers meet, more often than not."""
        c = self.condition(3)
        if self.chance(0.5):
            return ("any", 1, [c, self.leaf(), self.leaf()])
        return c

    def score(self, i):
        r = self.r
        kind = r.choice(["const", "per", "by", "func"])
        number = [f for f in self.fields if f["type"] == "integer"]
        if kind == "const":
            points = ("const", r.randint(-10, 30))
        elif kind == "per":
            points = ("per", r.choice(number)["name"], r.choice([1, 5, -2]), r.randint(1, 6))
        elif kind == "by":
            f = r.choice([f for f in self.fields if f["type"] in ("integer", "choice", "boolean", "text") and f["name"] != "kecamatan"])
            points = ("by", f["name"], {self.value(f): r.randint(-5, 20) for _ in range(r.randint(1, 4))},
                      r.choice([0, 0, 3]))
        else:
            reads, blanks, e = self.function("int")
            mod = ("%", e[2] if e[0] == "raise" else e, ("n", 11))
            points = ("func", reads, blanks, ("raise", e[1], mod) if e[0] == "raise" else mod, 0, 10)
        return {"id": "s%d" % i, "points": points, "when": self.condition(2) if kind == "const" or self.chance(0.4) else None}

    def order(self):
        r = self.r
        keys = [(r.choice(["desc", "desc", "asc"]), "score")] if self.chance(0.8) else []
        for f in r.sample([f for f in self.fields if f["name"] not in ("nik",)], r.randint(0, 2)):
            keys.append((r.choice(["asc", "desc"]), f["name"]))
        if self.chance(0.6):
            keys.append(("lottery", "undi %d" % r.randint(1, 99)))
        return keys

    def money(self, p):
        r = self.r
        start = r.randint(2023, 2025) * 12 + r.randint(0, 11)
        p["table"] = self.rates(p["segment"], start)
        p["funders"] = []
        if self.chance(0.12):
            p["funders"] = [self.funder(p, 0, start)]
            p["funders"][0]["up_to"] = r.randint(2, 8)
            return
        for i in range(r.randint(0 if self.chance(0.05) else 1, 4)):
            p["funders"].append(self.funder(p, i, start))

    def rates(self, segment, start):
        """Rows without gaps; the more named row wins, no two equally good."""
        rows = []
        for c in ("JKK", "JKM"):
            cut = start + self.r.randint(1, 8)
            for a, b in ((start - 3, cut - 1), (cut, start + 40)):
                rows.append((c, a, b, None, None))
                if self.chance(0.3):
                    rows.append((c, a, b, "donasi", None))
                if segment and self.chance(0.4):
                    for payer in ("donasi", None) if any(x[3] for x in rows) else (None,):
                        rows.append((c, a, b, payer, self.r.choice(["darat", "laut"])))
        keys = sorted(set(rows), key=str)
        named = {k[:3] + (k[4],) for k in keys if k[4] and k[3]}
        keys = [k for k in keys if not (k[4] and not k[3] and any(o[:3] == k[:3] and o[3] and not o[4] for o in keys)
                                        and k[:3] + (k[4],) not in named)]
        return [dict(zip(("component", "from", "to", "payer", "segment"), k), amount=self.r.randint(1, 9) * 1000) for k in keys]

    def funder(self, p, i, start):
        r = self.r
        f = {"id": "F%d" % i, "payer": r.choice(["apbd", "donasi"]), "pays": r.choice([["JKK"], ["JKK", "JKM"]]),
             "from": start + r.randint(0, 6), "months": r.randint(1, 12), "seats": r.randint(1, 25) if self.chance(0.4) else None,
             "only": self.condition(1) if self.chance(0.35) else None, "overtake": self.chance(0.3), "parts": None, "by": None}
        one = oracle.cost(p, f, None, f["months"])
        f["budget"] = one * r.randint(0, 25) + r.choice([0, 0, 1, 999])
        kind = r.random()
        if kind < 0.3:
            by = r.choice(["kerja", "dusun", "kelas", "janda", "kecamatan"])
            field = next(x for x in self.fields if x["name"] == by)
            names = list(dict.fromkeys(self.value(field) for _ in range(4)))
            f["by"] = by
            f["budget"] = r.choice([("table", {g: one * r.randint(0, 8) + r.choice([0, 77]) for g in names}),
                                    ("each", one * r.randint(1, 8)),
                                    ("split", f["budget"] + one, "eligible", r.choice([1, one, 1000])),
                                    ("split", f["budget"] + one, {g: r.randint(0, 4) for g in names[:-1]} | {names[-1]: 2},
                                     r.choice([1, one]))])
        elif kind < 0.5:
            percents = r.choice([[30, 70], [33, 33, 34], [1, 99], [100]])
            f["parts"] = [{"id": "B%d" % n, "percent": q, "budget": one * q * r.randint(1, 25) // 100 + r.randint(0, 3)}
                          for n, q in enumerate(percents)]
            f["budget"] = None
        elif f["seats"] and kind < 0.6:
            f["budget"] = None
        return f

    def quotas(self, p):
        r, out = self.r, []
        plain = bool(p["funders"]) and not any(f.get("up_to") for f in p["funders"])
        for by in r.sample(["kerja", "dusun", "kelas", "janda", "kecamatan"], r.choice([0, 1, 1, 2])):
            field = next(x for x in self.fields if x["name"] == by)
            names = list(dict.fromkeys(self.value(field) for _ in range(4)))

            def spec(top, floor):
                kind = r.choice(["number", "table", "percent", "apportion"])
                if kind == "percent" and plain:
                    return ("percent", r.randint(1, 20 if floor else 60))
                if kind == "apportion" and p["funders"]:
                    weights = r.choice(["eligible", {g: r.randint(1, 5) for g in names}])
                    seats = "capacity" if plain and self.chance(0.4) else r.randint(1, top * 3)
                    return ("apportion", seats, weights, r.choice(["hamilton", "sainte-lague"]))
                if kind == "table":
                    return ("table", {g: r.randint(0, top) for g in names}, r.choice([None, None, r.randint(0, top)]))
                return ("number", r.randint(0 if not floor else 1, top))
            which = r.choice(["low", "high", "both"])
            low = spec(2, True) if which != "high" else None
            high = spec(9, False) if which != "low" else None
            if low and high and self.chance(0.8) and (low[0], high[0]) not in (("number", "number"),):
                low, high = ("number", 1), ("number", r.randint(1, 9))
            elif low and high and low[0] == high[0] == "number" and low[1] > high[1]:
                low = ("number", high[1])
            out.append({"id": by, "by": by, "low": low, "high": high})
        return out

    # data

    def choose_columns(self):
        """Which fields the workers' source gives; some derived ones too."""
        given = [f for f in self.fields if not f.get("derive") and f["name"] not in ("nik",)]
        given += [f for f in self.fields if f.get("derive") and f["name"] in ("usia", "beban") and self.chance(0.2)]
        self.columns = [f["name"] for f in given]
        self.bpjs = self.chance(0.4)

    def workers(self):
        """Rows of the workers' source."""
        r, out, given = self.r, [], [self.field(c) for c in self.columns]
        for i in range(r.randint(20, 120)):
            w = {"nik": "5315%d%02d%02d%02d%04d" % (r.randint(90, 99), r.randint(1, 28) + r.choice([0, 40]), r.randint(1, 12),
                                                    r.randint(50, 99), i + 1)}
            out.append(self.fill(w, given, self.bpjs))
        return out

    def fill(self, w, given, bpjs):
        for f in given:
            w[f["name"]] = None
            if f["name"].startswith("jamsos"):
                if bpjs and self.chance(0.3):
                    w[f["name"]] = "%d-%02d-%02d" % (self.r.randint(2023, 2026), self.r.randint(1, 12), self.r.choice([1, 15, 28]))
            elif not self.chance(self.blank if not f.get("derive") else 0.5):
                w[f["name"]] = self.value(f)
        return w


# ---- the office's files ----

def cell(v, r):
    if v is None:
        return ""
    if isinstance(v, bool):
        return r.choice(["ya", "1", "true"] if v else ["tidak", "0", "false"])
    return str(v)


def fields_lua(m):
    lines = []
    for f in m.fields[m.national:]:
        keys = ["title = \"%s\"" % f["name"]]
        if "choices" in f:
            keys = [lua(c) for c in f["choices"]] + keys
        if "lo" in f:
            keys.append("range = { %d, %d }" % (f["lo"], f["hi"]))
        d = f.get("derive")
        if d and d[0] == "age":
            keys.append("derive = age %s" % lua(d[1]))
        elif d and d[0] == "members":
            when = ", when = " + lua_condition(d[2], m.r) if d[2] else ""
            keys.append("derive = members { key = %s%s }" % (lua(d[1]), when))
        elif d:
            keys.append(lua_reads(d) + "derive = " + lua_function(d[1], d[3]))
        lines.append("  field.%s %s { %s }," % (f["type"], lua(f["name"]), ", ".join(keys)))
    return "return {\n%s\n}\n" % "\n".join(lines)


def source_lua(name, adds, key, precedence, columns, absent):
    extra = "  absent = %s,\n" % ("{ " + ", ".join("%s = %s" % (k, lua(v)) for k, v in absent.items()) + " }") if absent else ""
    body = ", ".join("%s = %s" % (c, lua(c)) for c in columns)
    return "return source {\n  %s, title = \"acak\", adds = %s, key = %s, precedence = %d,\n  map = { %s },\n%s}\n" % (
        lua(name), lua(adds), lua(key), precedence, body, extra)


def month_text(m):
    return "%04d-%02d" % (m // 12, m % 12 + 1)


def limit_lua(s):
    if s[0] == "number":
        return str(s[1])
    if s[0] == "percent":
        return "percent(%d)" % s[1]
    if s[0] == "table":
        more = ", otherwise = %d }" % s[2] if s[2] is not None else " }"
        return lua_table(s[1])[:-2] + more
    return "apportion { seats = %s, by = %s, method = %s }" % (
        lua(s[1]), lua(s[2]) if s[2] == "eligible" else lua_table(s[2]), lua(s[3]))


def points_lua(s):
    p = s["points"]
    if p[0] == "const":
        return "points = %d" % p[1]
    if p[0] == "per":
        return "points = per(%s, { each = %d, up_to = %d })" % (lua(p[1]), p[2], p[3])
    if p[0] == "by":
        more = ", otherwise = %d }" % p[3] if p[3] else " }"
        return "points = by(%s, %s)" % (lua(p[1]), lua_table(p[2])[:-2] + more)
    return "%srange = { %d, %d }, points = %s" % (lua_reads(p), p[4], p[5], lua_function(p[1], p[3]))


def budget_lua(f):
    b = f["budget"]
    if b is None:
        return ""
    if isinstance(b, int):
        return ", budget = " + ("rupiah \"%s\"" % format(b, ",").replace(",", ".") if b % 2 else str(b))
    if b[0] == "table":
        return ", by = %s, budget = %s" % (lua(f["by"]), lua_table(b[1]))
    if b[0] == "each":
        return ", by = %s, budget = %d" % (lua(f["by"]), b[1])
    return ", by = %s, budget = split { total = %d, by = %s, unit = %d }" % (
        lua(f["by"]), b[1], lua(b[2]) if b[2] == "eligible" else lua_table(b[2]), b[3])


def funder_lua(f, r):
    out = "funder { %s, payer = %s, pays = rate { tarif, %s }, from = %s, months = %s%s" % (
        lua(f["id"]), lua(f["payer"]), ", ".join(map(lua, f["pays"])), lua(month_text(f["from"])),
        "as_many_as_fit { up_to = %d }" % f["up_to"] if f.get("up_to") else f["months"], budget_lua(f))
    if f["seats"]:
        out += ", seats = %d" % f["seats"]
    if f["only"]:
        out += ", only = " + lua_condition(f["only"], r)
    if f["overtake"]:
        out += ", overtake = true"
    if f["parts"]:
        out += ", parts = { %s }" % ", ".join("part { %s, percent = %d, budget = %d }" % (lua(q["id"]), q["percent"], q["budget"])
                                             for q in f["parts"])
    return out + " }"


def programme_lua(p, r):
    rows = []
    for t in p["table"]:
        more = "".join(", %s = %s" % (k, lua(t[k])) for k in ("payer", "segment") if t[k])
        rows.append("  { %s, from = %s, to = %s, amount = %d%s }," % (
            lua(t["component"]), lua(month_text(t["from"])), lua(month_text(t["to"])), t["amount"], more))
    out = ["local tarif = dated_table {\n  \"iuran\",\n%s\n}" % "\n".join(rows), "return programme {",
           "  id = %s, title = \"acak\", region = \"53.15\", as_of = %s," % (lua(p["id"]), lua(p["as_of"]))]
    if p["segment"]:
        out.append("  segment = %s," % lua(p["segment"]))
    out.append("  eligibility = {")
    for x in p["rules"]:
        policy = ", missing = %s" % lua(x["missing"]) if x["missing"] != "check" or r.random() < 0.3 else ""
        out.append("    rule { %s, %s%s, reason = \"%s\" }," % (lua(x["id"]), lua_when(x["when"], r), policy, x["id"]))
    out.append("  },\n  priority = {")
    for s in p["scores"]:
        w = s["when"]
        if w and w[0] == "func":
            w = ("all", "words", [w])
        out.append("    score { %s, %s%s }," % (lua(s["id"]), points_lua(s), ", " + lua_when(w, r) if w else ""))
    out.append("  },")
    keys = ["lottery { seed = %s }" % lua(k[1]) if k[0] == "lottery" else "%s %s" % (k[0], lua(k[1])) for k in p["order"]]
    out.append("  order = { %s }," % ", ".join(keys))
    out.append("  quotas = {")
    for q in p["quotas"]:
        more = "".join(", %s = %s" % (word, limit_lua(q[k])) for k, word in (("low", "at_least"), ("high", "at_most")) if q[k])
        out.append("    quota { by = %s%s }," % (lua(q["by"]), more))
    out.append("  },\n  funders = {")
    out += ["    %s," % funder_lua(f, r) for f in p["funders"]]
    return "\n".join(out + ["  },", "}", ""])
