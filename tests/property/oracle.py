"""What the contract says, in the plainest Python: the oracle of end_to_end.py.

Written from docs/rule-language.md, docs/allocation.md, docs/command-line.md and ADR 0001 alone; it shares nothing with
the engine. A field is a dict, a worker a dict from field to value (None is blank), a condition a tuple tree:
("leaf", field, op, args), ("all"|"any", kids), ("not", kid), ("atleast", n, kids), ("func", reads, blanks, expression).
An answer is True, False, None (unknown) or an Err (a function raised an error).
"""
import hashlib
import functools

HEADER = "nik,status,rank,position,score,score_low,score_high,funder,months,cost,rules,missing,constraint".split(",")


class Err:
    """An answer or value that hangs on a raised error; `of` names the derived fields that raised it, None the asker."""

    def __init__(self, of):
        self.of = frozenset(of)


class Refused(Exception):
    """The engine must refuse the programme with this code."""


# ---- expressions of functions: ("n", int) ("v", index, kind, arg) ("+", a, b) … ----

class Raised(Exception):
    """The mirrored Lua function calls error()."""


def atom(value, kind, arg, blank):
    """A field's value as the generated Lua turns it into an integer."""
    if value is None:
        return blank
    if kind == "int":
        return value
    if kind == "bool":
        return 1 if value else 0
    if kind == "eq":
        return 1 if value == arg else 0
    return 1 if value < arg else 0  # "lt": texts of dates, numbers


def compute(e, values):
    """The value of an integer expression, or True/False of a comparison."""
    op = e[0]
    if op == "n":
        return e[1]
    if op == "v":
        return atom(values[e[1]], e[2], e[3], e[4])
    if op == "raise":  # ("raise", test, rest)
        if compute(e[1], values):
            raise Raised()
        return compute(e[2], values)
    if op == "and":
        return compute(e[1], values) and compute(e[2], values)
    if op == "or":
        return compute(e[1], values) or compute(e[2], values)
    if op == "not":
        return not compute(e[1], values)
    a, b = compute(e[1], values), compute(e[2], values)
    return {"+": lambda: a + b, "-": lambda: a - b, "*": lambda: a * b, "//": lambda: a // b, "%": lambda: a % b,
            "<": lambda: a < b, "<=": lambda: a <= b, "==": lambda: a == b, "min": lambda: min(a, b),
            "max": lambda: max(a, b)}[op]()


def call(reads, blanks, expression, worker):
    """None where a blank forbids the call, Err where the function raises or a value is one."""
    values = [worker[f] for f in reads]
    bad = [v for v in values if isinstance(v, Err)]
    if bad:
        return unsure(bad)
    if not blanks and None in values:
        return None
    try:
        return compute(expression, values)
    except Raised:
        return Err([None])


# ---- conditions ----

def leaf(value, op, args):
    """One test of one value."""
    if op == "known":
        return value is not None
    if op == "missing":
        return value is None
    if value is None:
        return None
    return {"eq": lambda: value == args[0], "one_of": lambda: value in args, "none_of": lambda: value not in args,
            "between": lambda: args[0] <= value <= args[1], "at_least": lambda: value >= args[0],
            "at_most": lambda: value <= args[0], "above": lambda: value > args[0], "below": lambda: value < args[0],
            "starts_with": lambda: value.startswith(args[0]), "contains": lambda: args[0] in value}[op]()


def unsure(answers):
    """What is left where nothing decides: an error before a blank."""
    bad = [a.of for a in answers if isinstance(a, Err)]
    return Err(frozenset().union(*bad)) if bad else None


def holds(c, w):
    """A condition's answer for one worker (Kleene)."""
    kind = c[0]
    if kind == "leaf":
        return w[c[1]] if isinstance(w[c[1]], Err) else leaf(w[c[1]], c[2], c[3])
    if kind == "func":
        return call(c[1], c[2], c[3], w)
    if kind == "not":
        a = holds(c[1], w)
        return (not a) if a is True or a is False else a
    answers = [holds(k, w) for k in c[-1]]
    need = {"all": len(answers), "any": 1}.get(kind) or c[1]
    yes, no = sum(a is True for a in answers), sum(a is False for a in answers)
    if yes >= need:
        return True
    if len(answers) - no < need:
        return False
    return unsure(answers)


def blanks_of(c, w, out):
    """The blank fields on which an answer hangs that is not certain."""
    if c[0] == "leaf":
        out.update({c[1]} if w[c[1]] is None else ())
    elif c[0] == "func":
        out.update(f for f in c[1] if w[f] is None and holds(c, w) is None)
    elif c[0] == "not":
        blanks_of(c[1], w, out)
    else:
        for k in c[-1]:
            if holds(k, w) not in (True, False):
                blanks_of(k, w, out)


# ---- fields ----

def completed_years(born, on):
    """Age in completed years, both ISO dates."""
    return int(on[:4]) - int(born[:4]) - (on[5:] < born[5:])


def derive(fields, workers, as_of):
    """Fill derived fields where no source gave a value, in order of declaration."""
    for f in fields:
        d = f.get("derive")
        if not d:
            continue
        given = {w["nik"] for w in workers if w[f["name"]] is not None}
        for w in workers:
            if w["nik"] in given:
                continue
            if d[0] == "age":
                w[f["name"]] = completed_years(w[d[1]], as_of) if w[d[1]] is not None and w[d[1]] <= as_of else None
            elif d[0] == "func":
                got = call(d[1], d[2], d[3], w)
                w[f["name"]] = Err(f["name"] if i is None else i for i in got.of) if isinstance(got, Err) else got
            else:
                w[f["name"]] = count_members(workers, w[d[1]], d)


def count_members(workers, key, d):
    """How many share the key and meet the condition."""
    if key is None:
        return None
    answers = [holds(d[2], m) if d[2] else True for m in workers if m[d[1]] == key]
    return None if None in answers else sum(answers)


# ---- points ----

def points_range(s, w, field_of):
    """(low, high, erred) of a score's points without its `when`."""
    p = s["points"]
    if p[0] == "const":
        return p[1], p[1], None
    if p[0] == "func":
        got = call(p[1], p[2], p[3], w)
        return (p[4], p[5], got) if got is None or isinstance(got, Err) else (got, got, None)
    value, f = w[p[1]], field_of[p[1]]
    if p[0] == "per":
        points = lambda v: p[2] * min(max(v, 0), p[3])
        could = [f.get("lo", 0), f.get("hi", p[3])]
    else:
        points = lambda v: p[2].get(v, p[3])
        could = f.get("choices") or ([False, True] if f["type"] == "boolean" else None)
        if could is None and "lo" in f:
            could = range(f["lo"], f["hi"] + 1)
        elif could is None:
            could = list(p[2]) + ["any other"]
    if value is None or isinstance(value, Err):
        return min(map(points, could)), max(map(points, could)), value
    return points(value), points(value), None


def score_range(s, w, field_of):
    """(low, high, erred) of one score, with its `when`."""
    a = holds(s["when"], w) if s["when"] else True
    if a is False:
        return 0, 0, None
    low, high, bad = points_range(s, w, field_of)
    if a is True:
        return low, high, bad
    return min(0, low), max(0, high), unsure([a, bad])


# ---- eligibility ----

def judge(p, fields, w):
    """Status, rules, missing and score of one worker."""
    field_of = {f["name"]: f for f in fields}
    raw = {r["id"]: holds(r["when"], w) for r in p["rules"]}
    own = {i for i, a in raw.items() if isinstance(a, Err) and None in a.of}
    policy = {"refuse": False, "accept": True, "check": None}
    final = {r["id"]: raw[r["id"]] if raw[r["id"]] in (True, False) or r["id"] in own else policy[r["missing"]]
             for r in p["rules"]}
    d = {"nik": w["nik"], "raw": {i: a if a in (True, False) else "error" if i in own else None for i, a in raw.items()}, "rules": [], "missing": [], "w": w, "error": False, "score": None}
    failed = [r["id"] for r in p["rules"] if final[r["id"]] is False]
    ranges = [(s["id"],) + score_range(s, w, field_of) for s in p["scores"]]
    asked = [] if failed else [(g[0], g[3]) for g in ranges] + [(f["id"], holds(f["only"], w)) for f in p["funders"] if f["only"]]
    keys = [] if failed else [w[k[1]] for k in p["order"] if k[1] in field_of]
    bad = unsure(list(raw.values()) + keys + [a for _, a in asked])
    erred = [f["name"] for f in fields if bad and f["name"] in bad.of]
    erred += [i for i, a in asked if isinstance(a, Err) and None in a.of]
    if failed and not bad:
        d.update(status="refused", rules=failed)
        return d
    if p["scores"]:
        d["score"] = (sum(g[1] for g in ranges), sum(g[2] for g in ranges))
    unknown, names = [], set()
    for r in p["rules"]:
        if final[r["id"]] not in (True, False):
            unknown.append(r["id"])
            if r["missing"] == "check":
                blanks_of(r["when"], w, names)
    grouping = {q["by"] for q in p["quotas"]} | {f["by"] for f in p["funders"] if f.get("by")}
    names |= {g for g in grouping if w[g] is None}
    d["error"] = bool(bad)
    if bad or unknown or names:
        d["status"] = "undecided"
        d["rules"] = unknown + [i for i in erred if i not in unknown]
        d["missing"] = [f["name"] for f in fields if f["name"] in names]
    else:
        d["status"] = "eligible"
    return d


# ---- the order ----

def ordered(p, fields, people):
    """The eligible in their total order."""
    field_of = {f["name"]: f for f in fields}

    def key_value(k, d):
        if k[0] == "lottery":
            return hashlib.sha256((k[1] + ":" + d["nik"]).encode()).digest()
        if k[1] == "score":
            return d["score"][0] if d["score"] else 0
        v = d["w"][k[1]]
        if v is None or isinstance(v, Err):
            return None
        f = field_of[k[1]]
        if f["type"] == "choice":
            return f["choices"].index(v)
        return v.encode() if isinstance(v, str) else v

    def compare(a, b):
        for k in p["order"]:
            x, y = key_value(k, a), key_value(k, b)
            if x == y:
                continue
            if x is None or y is None:
                return 1 if x is None else -1
            less = -1 if x < y else 1
            return -less if k[0] == "desc" else less
        return -1 if a["nik"] < b["nik"] else 1

    return sorted(people, key=functools.cmp_to_key(compare))


# ---- money ----

def monthly(table, components, month, payer, segment):
    """The sum of the best rows of a month."""
    total = 0
    for c in components:
        rows = [r for r in table if r["component"] == c and r["from"] <= month <= r["to"]
                and r["payer"] in (None, payer) and r["segment"] in (None, segment)]
        if not rows:
            raise Refused("RATE")
        best = max((r["payer"] is not None) + (r["segment"] is not None) for r in rows)
        rows = [r for r in rows if (r["payer"] is not None) + (r["segment"] is not None) == best]
        if len(rows) > 1:
            raise Refused("RATE")
        total += rows[0]["amount"]
    return total


def cost(p, f, segment, months):
    """What one person of a segment costs a funder."""
    return sum(monthly(p["table"], f["pays"], m, f["payer"], segment) for m in range(f["from"], f["from"] + months))


def shares(f, whole):
    """What each part bears of a cost."""
    out = [whole * q["percent"] // 100 for q in f["parts"]]
    out[0] += whole - sum(out)
    return out


def hamilton(total, weights):
    """Largest remainders; equal ones in byte order of the groups."""
    if sum(weights.values()) <= 0:
        return {g: 0 for g in weights}
    s = sum(weights.values())
    out = {g: total * v // s for g, v in weights.items()}
    for g in sorted(weights, key=lambda g: (-(total * weights[g] % s), text(g).encode()))[:total - sum(out.values())]:
        out[g] += 1
    return out


def sainte_lague(total, weights):
    """Largest quotient v / (2 seats + 1); equal ones in byte order of the groups."""
    out = {g: 0 for g in weights}
    if sum(weights.values()) <= 0:
        return out
    for _ in range(total):
        best = None
        for g in sorted(weights, key=lambda g: text(g).encode()):
            if best is None or weights[g] * (2 * out[best] + 1) > weights[best] * (2 * out[g] + 1):
                best = g
        out[best] += 1
    return out


def text(v):
    """A group as it is printed."""
    return ("ya" if v else "tidak") if isinstance(v, bool) else str(v)


def counted(people, by):
    """How many of the people are in each group."""
    out = {}
    for d in people:
        out[d["w"][by]] = out.get(d["w"][by], 0) + 1
    return out


def purses(p, f, order, months):
    """The funders of a declared one: itself, or one a group."""
    base = {"f": f, "id": f["id"], "months": months, "seats": f["seats"], "overtake": f["overtake"], "group": None}
    if not f.get("by"):
        return [dict(base, budget=f["budget"])]
    b = f["budget"]
    if b[0] == "table":
        amounts = b[1]
    elif b[0] == "each":
        amounts = {g: b[1] for g in counted(order, f["by"])}
    else:
        weights = counted(order, f["by"]) if b[2] == "eligible" else b[2]
        amounts = {g: n * b[3] for g, n in hamilton(b[1] // b[3], weights).items()}
    return [dict(base, budget=amounts[g], group=g) for g in sorted(amounts, key=lambda g: text(g).encode())]


# ---- selection ----

class Selection:
    """One programme's places: funders, caps, floors, and who has been served."""

    def __init__(self, p, fields, order, kept, months_of=None):
        self.p, self.order, self.kept = p, order, kept
        self.rank = {d["nik"]: i + 1 for i, d in enumerate(order)}
        seg = next((f for f in fields if f["name"] == p["segment"]), None)
        self.segments = list(seg["choices"]) + [None] if seg else [None]
        self.open_ended = bool(seg)
        self.funders = []
        for f in p["funders"]:
            self.funders += purses(p, f, order, months_of or f["months"])
        self.prepare()
        self.quotas()

    def cost_of(self, x, d):
        return cost(self.p, x["f"], d["w"][self.p["segment"]] if self.p["segment"] else None, x["months"])

    def would(self, x, d):
        """Accepts but for coverage."""
        f = x["f"]
        if x["group"] is not None and d["w"][f["by"]] != x["group"]:
            return False
        return not f["only"] or holds(f["only"], d["w"]) is True

    def covered(self, x, d):
        paid = range(x["f"]["from"], x["f"]["from"] + x["months"])
        if any(m in self.kept.get(d["nik"], ()) for m in paid):
            return True
        a, b = d["w"].get("jamsos_dari"), d["w"].get("jamsos_sampai")
        if a is None and b is None:
            return False
        month = lambda t: int(t[:4]) * 12 + int(t[5:7]) - 1
        if a and b and month(a) > month(b):
            a, b = b, a
        return any((a is None or month(a) <= m) and (b is None or m <= month(b)) for m in paid)

    def prepare(self):
        """Who accepts whom, evenness, places."""
        for x in self.funders:
            x["would"] = {d["nik"] for d in self.order if self.would(x, d)}
            x["accepts"] = {d["nik"] for d in self.order if d["nik"] in x["would"] and not self.covered(x, d)}
            x["cost"] = {d["nik"]: self.cost_of(x, d) for d in self.order}
            structural = {cost(self.p, x["f"], s, x["months"]) for s in self.segments}
            seen = {x["cost"][n] for n in x["accepts"]}
            x["structural"] = len(structural) == 1
            x["even"] = x["structural"] or len(seen) == 1
            x["people"], x["closed"] = [], None
            if x["even"]:
                one = seen.pop() if seen else cost(self.p, x["f"], None, x["months"])
                x["by_money"] = self.by_money(x, one)
                x["places"] = min([n for n in (x["seats"], x["by_money"]) if n is not None], default=None)
        self.uneven = [x for x in self.funders if not x["even"]]
        known = [x["places"] for x in self.funders if x["even"]]
        self.places = None if self.uneven or None in known else sum(known)

    def by_money(self, x, one):
        """Places that the money allows; None without limit."""
        if x["f"].get("parts"):
            return min([q["budget"] // s for q, s in zip(x["f"]["parts"], shares(x["f"], one)) if q["budget"] is not None and s],
                       default=None)
        return None if x["budget"] is None else x["budget"] // one

    def limit(self, spec, q, groups):
        """A quota's limit of each group: {group: n}, groups without limit left out."""
        kind = spec[0]
        if kind == "number":
            return {g: spec[1] for g in groups}
        if kind == "percent":
            return {g: self.places * spec[1] // 100 for g in groups}
        if kind == "table":
            out = dict(spec[1])
            if spec[2] is not None:
                out.update({g: spec[2] for g in groups if g not in out})
            return out
        seats = self.places if spec[1] == "capacity" else spec[1]
        weights = groups if spec[2] == "eligible" else {**dict.fromkeys(groups, 0), **spec[2]}
        return (hamilton if spec[3] == "hamilton" else sainte_lague)(seats, weights)

    def quotas(self):
        self.q, self.too_many = [], False
        for q in self.p["quotas"]:
            if any(s and (s[0] == "percent" or s[0] == "apportion" and s[1] == "capacity") for s in (q["low"], q["high"])):
                if any(len({cost(self.p, f, g, f["months"]) for g in self.segments}) > 1 for f in self.p["funders"]):
                    raise Refused("QUOTA")
            groups = counted(self.order, q["by"])
            named = {g: 0 for s in (q["low"], q["high"]) for x in s or () if isinstance(x, dict) for g in x} | groups
            low = self.limit(q["low"], q, named) if q["low"] else {}
            high = self.limit(q["high"], q, named) if q["high"] else {}
            if q["low"] and q["high"]:
                other = {} if "apportion" in (q["low"][0], q["high"][0]) else {"any other": 0}
                least, most = (self.limit(q[k], q, named | other) for k in ("low", "high"))
                if any(g in most and least[g] > most[g] for g in least):
                    raise Refused("QUOTA")
            self.too_many = self.too_many or self.places is not None and sum(low.values()) > self.places
            self.q.append({"q": q, "by": q["by"], "low": low, "high": high, "n": {}, "groups": groups})

    def capped(self, d):
        return [q for q in self.q if q["n"].get(d["w"][q["by"]], 0) >= q["high"].get(d["w"][q["by"]], 1 << 60)]

    def room(self, people):
        """Can the even funders place these people together? Workers alike in whom they may ask are taken as one."""
        even = [x for x in self.funders if x["even"]]
        kinds = {}
        for n in people:
            k = tuple(i for i, x in enumerate(even) if n in x["accepts"])
            kinds[k] = kinds.get(k, 0) + 1
        return flow(kinds, [x["places"] for x in even])

    def serve(self, d):
        """Place one worker or not."""
        if self.capped(d):
            return False
        if any(d["nik"] in x["accepts"] for x in self.funders if x["even"]) and self.room(self.placed + [d["nik"]]):
            self.placed.append(d["nik"])
            return self.count(d)
        for x in self.uneven:
            if d["nik"] not in x["accepts"] or (x["closed"] is not None and self.rank[d["nik"]] > x["closed"]):
                continue
            if x["seats"] is not None and len(x["people"]) >= x["seats"]:
                continue
            if self.affords(x, d["nik"]):
                x["people"].append(d["nik"])
                return self.count(d)
            if not x["overtake"]:
                x["closed"] = min(self.rank[d["nik"]], x["closed"] or 1 << 30)
        return False

    def affords(self, x, nik):
        people = x["people"] + [nik]
        if x["f"].get("parts"):
            each = [shares(x["f"], x["cost"][n]) for n in people]
            return all(q["budget"] is None or sum(e[i] for e in each) <= q["budget"] for i, q in enumerate(x["f"]["parts"]))
        return x["budget"] is None or sum(x["cost"][n] for n in people) <= x["budget"]

    def count(self, d):
        for q in self.q:
            q["n"][d["w"][q["by"]]] = q["n"].get(d["w"][q["by"]], 0) + 1
        self.served.add(d["nik"])
        return True

    def run(self):
        self.served, self.placed, self.bound = set(), [], {}
        for d in self.order:
            if any(q["n"].get(d["w"][q["by"]], 0) < q["low"].get(d["w"][q["by"]], 0) for q in self.q):
                self.serve(d)
        for d in self.order:
            if d["nik"] not in self.served and not self.serve(d):
                self.bound[d["nik"]] = self.constraint(d)
        self.payers()
        return self

    def payers(self):
        """In rank order, each the first declared even funder that leaves a place for all the others."""
        even = [x for x in self.funders if x["even"]]
        left = [x["places"] for x in even]
        waiting = {}
        kind = {n: tuple(i for i, x in enumerate(even) if n in x["accepts"]) for n in self.placed}
        for n in self.placed:
            waiting[kind[n]] = waiting.get(kind[n], 0) + 1
        for n in sorted(self.placed, key=self.rank.get):
            waiting[kind[n]] -= 1
            for i in kind[n]:
                if left[i] == 0:
                    continue
                trial = [v - (j == i) if v is not None else None for j, v in enumerate(left)]
                if flow(waiting, trial):
                    left = trial
                    even[i]["people"].append(n)
                    break
            else:
                raise AssertionError("the oracle's own set cannot be placed")

    def constraint(self, d):
        n = d["nik"]
        if any(n in x["would"] for x in self.funders) and not any(n in x["accepts"] for x in self.funders):
            return "already covered"
        full = self.capped(d)
        if full:
            return "cap %s=%s" % (full[0]["q"]["id"], text(d["w"][full[0]["by"]]))
        words = []
        for x in self.funders:
            if n in x["accepts"]:
                words.append(("seats " if self.bound_by_seats(x, n) else "money ") + x["id"])
        return ";".join(words) or "no funder accepts"

    def bound_by_seats(self, x, nik):
        if x["seats"] is None:
            return False
        if x["even"]:
            return x["by_money"] is None or x["seats"] < x["by_money"]
        closed = x["closed"] is not None and self.rank[nik] > x["closed"]
        return len(x["people"]) >= x["seats"] and not closed and self.affords(x, nik)


def flow(kinds, caps):
    """Can `kinds` ({accepted funders: people}) be placed in `caps` (None: no limit)? Augmenting, one unit at a time."""
    used = [dict() for _ in caps]

    def push(k, seen):
        for i in k:
            if i in seen:
                continue
            seen.add(i)
            if caps[i] is None or sum(used[i].values()) < caps[i]:
                used[i][k] = used[i].get(k, 0) + 1
                return True
            for other in [o for o, n in used[i].items() if n]:
                if push(other, seen):
                    used[i][other] -= 1
                    used[i][k] = used[i].get(k, 0) + 1
                    return True
        return False

    return all(push(k, set()) for k, n in kinds.items() for _ in range(n))


# ---- the whole ----

def decide(p, fields, workers, kept):
    """All decisions: (rows by nik, Selection). Raises Refused where the engine must refuse."""
    people = [judge(p, fields, w) for w in workers]
    order = ordered(p, fields, [d for d in people if d["status"] == "eligible"])
    f = p["funders"][0] if p["funders"] else None
    if f and f.get("up_to"):
        for months in range(f["up_to"], 0, -1):
            s = Selection(p, fields, order, kept, months).run()
            if not any("money " in c for c in s.bound.values()):
                break
    else:
        s = Selection(p, fields, order, kept).run()
    if s.too_many:
        raise Refused("QUOTA")
    payer = {n: x for x in s.funders for n in x["people"]}
    position = 0
    for d in order:
        d["rank"] = s.rank[d["nik"]]
        if d["nik"] in payer:
            x = payer[d["nik"]]
            position += 1
            d.update(status="selected", position=position, funder=x["id"], months=x["months"], cost=x["cost"][d["nik"]])
        else:
            d.update(status="reserve", constraint=s.bound[d["nik"]])
    return people, s


def row(d):
    """A decision as the cells of the export."""
    low, high = d["score"] if d["score"] else ("", "")
    cells = {"score": low, "score_low": low, "score_high": high, "rules": ";".join(d["rules"]),
             "missing": ";".join(d["missing"])}
    return [str(cells.get(k, d.get(k, ""))) for k in HEADER]
