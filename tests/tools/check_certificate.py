#!/usr/bin/env python3
"""Checks a finished list by docs/allocation.md alone: no line is shared with the engine, and only exported files are read.

usage: check_certificate.py CERTIFICATE.json DECISIONS.csv [SHOW.json]

CERTIFICATE.json is `lindung export RUN --as certificate`, DECISIONS.csv `--as decisions`, SHOW.json `lindung show RUN --format
json`, whose totals are then checked too. Prints a line a check and exits 0 when all hold, 1 when one does not, 2 when a file
cannot be used. docs/certificate.md says what is believed (the facts of each worker) and what is computed here (the rest).
"""
import csv
import hashlib
import json
import sys

COLUMNS = ("nik,status,rank,position,score,score_low,score_high,funder,months,cost,rules,missing,constraint").split(",")
CHECKS = ("result", "eligible", "order", "accepted", "covered", "budgets", "seats", "caps", "floors", "passed-over", "payers",
          "totals", "summary")
ENDLESS = float("inf")


class Unusable(Exception):
    pass


def month(text):
    return int(text[:4]) * 12 + int(text[5:7]) - 1


def whole(text):
    """A cell that is empty or a number as the engine writes it."""
    return None if text == "" else int(text)


class Decision:
    def __init__(self, cells):
        row = dict(zip(COLUMNS, cells))
        self.nik, self.status = row["nik"], row["status"]
        self.rank, self.position, self.score = whole(row["rank"]), whole(row["position"]), whole(row["score"])
        self.funder, self.months, self.cost = row["funder"], whole(row["months"]), whole(row["cost"])
        self.constraint = row["constraint"]


class Worker:
    """An eligible worker: the certificate's facts and the list's decision."""

    def __init__(self, facts, decision, names):
        self.row = facts["row"]
        self.d = decision
        self.score, self.ranks = facts["score"], facts["ranks"]
        self.groups = {f: names["groups"][f][g] for f, g in facts["groups"].items() if g is not None}
        self.segment = None if facts["segment"] is None else names["segments"][facts["segment"]]
        self.accepted = facts["accepted"]
        self.busy = [(month(a), month(b)) for a, b in facts["paid"]]
        a, b = facts["bpjs"]
        if a is not None or b is not None:  # open where one end is blank; the wrong way round: the months between
            a, b = -ENDLESS if a is None else month(a), ENDLESS if b is None else month(b)
            self.busy.append((min(a, b), max(a, b)))
        self.served = None  # "even" or a node


class Node:
    """A funder, or one purse of it."""

    def __init__(self, funder, index, group, budget, seats):
        self.funder, self.index, self.group = funder, index, group
        self.budget = ENDLESS if budget is None else budget
        self.seats = ENDLESS if seats is None else seats
        self.even, self.cost, self.places, self.by_seats = False, None, 0, False
        self.people, self.spent, self.parts = 0, 0, [0] * len(funder["parts"])
        self.closed = ENDLESS  # an uneven one: for ranks below this


def shares(funder, cost):
    """What each part pays of one worker's cost: floored, the rest to the first."""
    rest = [cost * p["percent"] // 100 for p in funder["parts"][1:]]
    return [cost - sum(rest)] + rest if funder["parts"] else []


def apportion(method, seats, weights):
    """Whole seats over weights in the order given; equal claims go to the earlier."""
    total = sum(weights)
    if total <= 0 or seats <= 0:
        return [0] * len(weights)
    if method == "hamilton":
        out = [seats * w // total for w in weights]
        left = seats - sum(out)
        claims = sorted(range(len(weights)), key=lambda i: (-(seats * weights[i] % total), i))
        for i in claims[:left]:
            out[i] += 1
        return out
    import heapq
    from fractions import Fraction
    out = [0] * len(weights)
    heap = [(-Fraction(w, 1), i) for i, w in enumerate(weights) if w > 0]
    heapq.heapify(heap)
    for _ in range(seats):
        _, i = heapq.heappop(heap)
        out[i] += 1
        heapq.heappush(heap, (-Fraction(weights[i], 2 * out[i] + 1), i))
    return out


class Money:
    """Costs from the dated table."""

    def __init__(self, funder):
        self.funder = funder
        self.rows = [(r["component"], month(r["from"]), ENDLESS if r["to"] is None else month(r["to"]), r["payer"],
                      r["segment"], r["amount"]) for r in funder["rates"]]
        self.known = {}

    def rate(self, component, at, segment):
        """The matching row that names most of payer and segment; None: there is none."""
        best, name = None, -1
        for c, a, b, payer, seg, amount in self.rows:
            if c != component or not a <= at <= b or (payer is not None and payer != self.funder["payer"]):
                continue
            if seg is not None and seg != segment:
                continue
            names = (payer is not None) + (seg is not None)
            if names == name:
                raise Unusable("two equally good rates of %s" % component)
            if names > name:
                best, name = amount, names
        return best

    def cost(self, segment, months):
        key = segment, months
        if key not in self.known:
            start = month(self.funder["from"])
            rates = [self.rate(c, start + m, segment) for m in range(months) for c in self.funder["components"]]
            self.known[key] = None if None in rates else sum(rates)
        return self.known[key]


class List:
    """The whole list under check, for one number of months."""

    def __init__(self, cert, workers):
        self.cert, self.workers = cert, workers  # workers in rank order
        self.funders = cert["funders"]
        self.money = [Money(f) for f in self.funders]
        self.wrong = {}

    def fail(self, check, text):
        self.wrong.setdefault(check, text)

    # ---- what the programme means on these workers ----

    def months_of(self, funder):
        return self.months if funder["as_many_as_fit"] else funder["months"]

    def universe(self, field):
        """Groups among the eligible and in tables, in byte order."""
        names = {w.groups[field] for w in self.workers if field in w.groups}
        for q in self.cert["quotas"]:
            for bound in (q["at_least"], q["at_most"]):
                if q["by"] == field and bound:
                    for key in ("table", "by"):
                        if isinstance(bound.get(key), list):
                            names |= {g for g, _ in bound[key]}
        for f in self.funders:
            if f["by"] == field and f["purses"]:
                for key in ("table", "by"):
                    if isinstance(f["purses"].get(key), list):
                        names |= {g for g, _ in f["purses"][key]}
        return sorted(names, key=lambda g: g.encode())

    def eligible_of(self, field):
        counts = {}
        for w in self.workers:
            if field in w.groups:
                counts[w.groups[field]] = counts.get(w.groups[field], 0) + 1
        return counts

    def purse_budgets(self, f):
        purses, eligible = f["purses"], self.eligible_of(f["by"])
        if "each" in purses:
            return {g: purses["each"] for g in eligible}
        if "table" in purses:
            return dict(purses["table"])
        unit = max(purses["unit"], 1)
        weights = eligible if purses["by"] == "eligible" else dict(purses["by"])
        groups = sorted(weights, key=lambda g: g.encode())
        units = apportion("hamilton", purses["total"] // unit, [weights[g] for g in groups])
        return {g: n * unit for g, n in zip(groups, units)}

    def make_nodes(self):
        self.nodes, self.node_of = [], []
        for i, f in enumerate(self.funders):
            if not f["purses"]:
                node = Node(f, i, None, None if f["parts"] else f["budget"], f["seats"])
                self.node_of.append({None: node})
            else:
                self.node_of.append({g: Node(f, i, g, b, f["seats"]) for g, b in self.purse_budgets(f).items()})
            self.nodes += self.node_of[i].values()

    def is_covered(self, w, f):
        a = month(f["from"])
        b = a + self.months_of(f) - 1
        return any(x <= b and a <= y for x, y in w.busy)

    def make_pairs(self):
        """For each worker the accepting nodes with the cost there, in declared order."""
        self.kinds = {}
        for w in self.workers:
            w.pairs, would = [], False
            for i in w.accepted:
                f = self.funders[i]
                group = w.groups.get(f["by"]) if f["purses"] else None
                node = self.node_of[i].get(group)
                if node is None:
                    continue
                would = True
                if self.is_covered(w, f):
                    continue
                cost = self.money[i].cost(w.segment, self.months_of(f))
                if cost is None:
                    raise Unusable("no rate for row %d with '%s'" % (w.row, f["id"]))
                w.pairs.append((node, cost))
            w.covered = would and not w.pairs
            key = tuple((id(n), c) for n, c in w.pairs)
            w.kind = self.kinds.setdefault(key, len(self.kinds))

    def table_cost(self, i):
        """The one cost whatever segment a worker has, or None."""
        f, seg = self.funders[i], self.cert["segments"]
        months = self.months_of(f)
        names = [] if seg is None else seg["choices"] if seg["choice"] else [r["segment"] for r in f["rates"] if r["segment"]]
        costs = [self.money[i].cost(s, months) for s in names]
        plain = self.money[i].cost(None, months)
        if None in costs or (plain is None and not costs):
            return None
        costs += [] if plain is None else [plain]
        return costs[0] if len(set(costs)) == 1 else None

    def judge(self):
        """Even or not, places of each node and of the programme (None: no number)."""
        costs = {}
        for w in self.workers:
            for node, cost in w.pairs:
                costs.setdefault(id(node), set()).add(cost)
        self.places = 0
        for i in range(len(self.funders)):
            table = self.table_cost(i)
            for n in self.node_of[i].values():
                seen = costs.get(id(n), set()) | (set() if table is None else {table})
                n.even = len(seen) == 1
                if n.even:
                    n.cost = seen.pop()
                    money = n.budget // n.cost if n.cost and n.budget != ENDLESS else ENDLESS
                    for p, share in zip(n.funder["parts"], shares(n.funder, n.cost)):
                        if share and p["budget"] is not None:
                            money = min(money, p["budget"] // share)
                    n.by_seats, n.places = n.seats < money, min(n.seats, money)
                if table is None or not n.even or n.places == ENDLESS:
                    self.places = None
                elif self.places is not None:
                    self.places += n.places

    def limit(self, q, bound, none):
        groups = self.universe(q["by"])
        if not bound:
            return {g: none for g in groups}
        if "number" in bound:
            return {g: bound["number"] for g in groups}
        if "table" in bound:
            otherwise = none if bound["otherwise"] is None else bound["otherwise"]
            return {**{g: otherwise for g in groups}, **dict(bound["table"])}
        if ("percent" in bound or bound.get("seats") == "capacity") and self.places is None:
            raise Unusable("quota '%s' needs a number of places" % q["id"])
        if "percent" in bound:
            return {g: self.places * bound["percent"] // 100 for g in groups}
        weights = self.eligible_of(q["by"]) if bound["by"] == "eligible" else dict(bound["by"])
        seats = self.places if bound["seats"] == "capacity" else bound["seats"]
        return dict(zip(groups, apportion(bound["method"], seats, [weights.get(g, 0) for g in groups])))

    def settle(self, months):
        self.months = months
        self.make_nodes()
        self.make_pairs()
        self.judge()
        self.quotas = [(q, self.limit(q, q["at_least"], 0), self.limit(q, q["at_most"], ENDLESS)) for q in self.cert["quotas"]]
        self.reset()

    def reset(self):
        self.count = [{} for _ in self.quotas]
        self.flow = {}      # kind -> {node index in self.nodes: people}
        self.index = {id(n): k for k, n in enumerate(self.nodes)}
        self.load = [0] * len(self.nodes)
        self.at = [set() for _ in self.nodes]  # kinds with people there
        self.lost = set()   # kinds that the even funders can never place again: places only fill
        self.ways = {}
        for w in self.workers:
            w.served = None
            if w.kind not in self.ways:
                self.ways[w.kind] = [self.index[id(n)] for n, _ in w.pairs if n.even]
        for n in self.nodes:
            n.people, n.spent, n.parts, n.closed = 0, 0, [0] * len(n.parts), ENDLESS

    # ---- quotas ----

    def lifts(self, w):
        return any(q["by"] in w.groups and self.count[i].get(w.groups[q["by"]], 0) < least.get(w.groups[q["by"]], 0)
                   for i, (q, least, _) in enumerate(self.quotas))

    def full(self, w):
        for i, (q, _, most) in enumerate(self.quotas):
            g = w.groups.get(q["by"])
            if g is not None and self.count[i].get(g, 0) >= most.get(g, ENDLESS):
                return q, g
        return None

    def enter(self, w):
        for i, (q, _, _) in enumerate(self.quotas):
            g = w.groups.get(q["by"])
            if g is not None:
                self.count[i][g] = self.count[i].get(g, 0) + 1

    # ---- even funders: a flow from kinds to nodes, one more person by an augmenting path ----

    def shift(self, kind, node, by):
        f = self.flow.setdefault(kind, {})
        f[node] = f.get(node, 0) + by
        if f[node]:
            self.at[node].add(kind)
        else:
            del f[node]
            self.at[node].discard(kind)
        self.load[node] += by

    def find_path(self, starts):
        """Nodes from a start to one with a free place: [(kind that moves on, node), …] backwards; None: there is none."""
        came = {n: None for n in starts}
        queue = list(starts)
        for n in queue:
            if self.load[n] < self.nodes[n].places:
                path = []
                while n is not None:
                    step = came[n]
                    path.append((n, step))
                    n = None if step is None else step[0]
                return path
            for kind in self.at[n]:
                for to in self.ways[kind]:
                    if to not in came:
                        came[to] = (n, kind)
                        queue.append(to)
        return None

    def add_even(self, kind):
        if kind in self.lost:
            return False
        path = self.find_path(self.ways[kind])
        if path is None:
            self.lost.add(kind)
            return False
        for node, step in path:
            if step is None:
                self.shift(kind, node, 1)
            else:
                self.shift(step[1], step[0], -1)
                self.shift(step[1], node, 1)
        return True

    # ---- uneven funders ----

    @staticmethod
    def lacks(n, cost):
        if n.spent + cost > n.budget:
            return True
        return any(p["budget"] is not None and spent + share > p["budget"]
                   for p, spent, share in zip(n.funder["parts"], n.parts, shares(n.funder, cost)))

    @staticmethod
    def spend(n, cost):
        n.people += 1
        n.spent += cost
        n.parts = [a + b for a, b in zip(n.parts, shares(n.funder, cost))]

    def uneven(self, w, rank):
        """The first uneven node that takes the worker, or None; one that lacks the money closes to all below."""
        for n, cost in w.pairs:
            if n.even or rank > n.closed:
                continue
            if self.lacks(n, cost):
                if not n.funder["overtake"]:
                    n.closed = rank
            elif n.people < n.seats:
                return n, cost
        return None

    # ---- the walk ----

    def serve(self, w, rank):
        """Serve the worker if it can be done; True when it was."""
        if w.covered or self.full(w):
            return False
        if self.add_even(w.kind):
            w.served = "even"
        else:
            taken = self.uneven(w, rank)
            if taken is None:
                return False
            self.spend(*taken)
            w.served = taken[0]
        self.enter(w)
        return True

    def bound_by(self, w, rank):
        """Why nobody pays, in the words of the decisions."""
        if w.covered:
            return "already covered"
        full = self.full(w)
        if full:
            return "cap %s=%s" % (full[0]["id"], full[1])
        if not w.pairs:
            return "no funder accepts"
        words = []
        for n, cost in w.pairs:
            money = not n.by_seats if n.even else rank > n.closed or self.lacks(n, cost)
            words.append("%s %s" % ("money" if money else "seats", n.funder["id"]))
        return ";".join(words)

    def short_of_money(self):
        """A list made from nothing: is anybody in reserve for money?"""
        late, short = [], False
        for rank, w in enumerate(self.workers, 1):
            if not (self.lifts(w) and self.serve(w, rank)):
                late.append((rank, w))
        for rank, w in late:
            if not self.serve(w, rank):
                short |= any(word.startswith("money ") for word in self.bound_by(w, rank).split(";"))
        return short

    def find_months(self):
        most = [f["months"] for f in self.funders if f["as_many_as_fit"]]
        self.settle(most[0] if most else 0)
        while most and self.months > 1 and self.short_of_money():
            self.settle(self.months - 1)
        self.reset()

    def walk(self):
        """The list's own people in the order of serving; nobody else may find room beside those served before."""
        late = []
        for rank, w in enumerate(self.workers, 1):
            if not self.lifts(w):
                late.append((rank, w))
            elif w.selected:
                if not self.serve(w, rank):
                    self.fail("passed-over", "rank %d is selected but cannot be placed with those above" % rank)
            elif self.serve(w, rank):
                self.fail("floors", "rank %d lifts a floor that is short and could be placed" % rank)
                return False
            else:
                late.append((rank, w))
        for rank, w in late:
            if w.selected:
                if not self.serve(w, rank):
                    self.fail("passed-over", "rank %d is selected but cannot be placed with those above" % rank)
                continue
            because = self.bound_by(w, rank)
            if self.serve(w, rank):
                self.fail("passed-over", "rank %d could be placed with all who stand above" % rank)
                return False
            because = self.bound_by(w, rank)
            if because != w.d.constraint:
                self.fail("passed-over", "rank %d is bound by '%s', not '%s'" % (rank, because, w.d.constraint))
        return "passed-over" not in self.wrong

    def payers(self):
        """In rank order each gets the first declared even funder that leaves a place for all the others."""
        for rank, w in enumerate(self.workers, 1):
            if w.served is None:
                continue
            if w.served == "even":
                node = self.nodes[self.settle_one(w)]
            else:
                node = w.served
            if w.d.funder != node.funder["id"]:
                self.fail("payers", "rank %d is for '%s' to pay, not '%s'" % (rank, node.funder["id"], w.d.funder))

    def settle_one(self, w):
        for node in self.ways[w.kind]:
            if self.flow.get(w.kind, {}).get(node, 0):
                break
            # one of this kind leaves where it stands; can the rest make room at `node`?
            stands = next(iter(self.flow[w.kind]))
            self.shift(w.kind, stands, -1)
            path = self.find_path([node])
            if path is None:
                self.shift(w.kind, stands, 1)
                continue
            for to, step in path:
                if step is not None:
                    self.shift(step[1], step[0], -1)
                    self.shift(step[1], to, 1)
            self.shift(w.kind, node, 1)
            break
        else:
            raise Unusable("the placing was lost")  # cannot be: everybody stands somewhere
        self.shift(w.kind, node, -1)  # settled: the person and the place are gone
        self.nodes[node].places -= 1
        return node

    # ---- the list itself ----

    def check_money(self):
        for rank, w in enumerate(self.workers, 1):
            d = w.d
            if not w.selected:
                continue
            self.enter(w)
            pair = [(n, c) for n, c in w.pairs if n.funder["id"] == d.funder]
            if not pair:
                mine = [f for i, f in enumerate(self.funders) if f["id"] == d.funder and i in w.accepted]
                if mine and self.is_covered(w, mine[0]):
                    self.fail("covered", "rank %d is already covered in months of '%s'" % (rank, d.funder))
                else:
                    self.fail("accepted", "rank %d is not accepted by '%s'" % (rank, d.funder))
                continue
            node, cost = pair[0]
            months = self.months_of(node.funder)
            if d.cost != cost or d.months != months or d.constraint:
                self.fail("totals", "rank %d costs %d for %d months, not %s for %s" % (rank, cost, months, d.cost, d.months))
            self.spend(node, cost)
        for n in self.nodes:
            over = n.spent > n.budget or any(
                p["budget"] is not None and spent > p["budget"] for p, spent in zip(n.funder["parts"], n.parts))
            if over:
                self.fail("budgets", "'%s' spends %d, more than it has" % (n.funder["id"], n.spent))
            if n.people > n.seats:
                self.fail("seats", "'%s' pays %d people, more than its seats" % (n.funder["id"], n.people))
        for i, (q, _, most) in enumerate(self.quotas):
            for g, count in self.count[i].items():
                if count > most.get(g, ENDLESS):
                    self.fail("caps", "quota '%s' has %d of '%s', more than %d" % (q["id"], count, g, most[g]))
        self.committed = {f["id"]: (sum(n.people for n in self.node_of[i].values()),
                                    sum(n.people for n in self.node_of[i].values()) * self.months_of(f),
                                    sum(n.spent for n in self.node_of[i].values())) for i, f in enumerate(self.funders)}


def check_eligible(cert, decisions, fail):
    fates = cert["fates"]
    if len(fates) != len(decisions):
        fail("eligible", "%d decisions for %d workers" % (len(decisions), len(fates)))
    fits = {"e": ("selected", "reserve"), "r": ("refused",), "u": ("undecided",)}
    for row, (fate, d) in enumerate(zip(fates, decisions), 1):
        if d.status not in fits[fate]:
            fail("eligible", "row %d: '%s' is not what the rules say" % (row, d.status))
        if fate != "e" and (d.rank is not None or d.position is not None):
            fail("order", "row %d has a rank or position without being eligible" % row)
        if d.status != "selected" and (d.funder or d.months is not None or d.cost is not None):
            fail("totals", "row %d is not selected but has a funder, months or a cost" % row)
        if fate != "e" and d.constraint:
            fail("totals", "row %d is not eligible but has a constraint" % row)
    niks = [d.nik for d in decisions]
    if any(a >= b for a, b in zip(niks, niks[1:])):
        fail("eligible", "the rows are not in nik order, each once")


def sort_key(cert, w):
    key = []
    for k, value in zip(cert["order"], w.ranks):
        way = -1 if k["descending"] else 1
        if k["key"] == "score":
            key.append(way * (w.score or 0))
        elif k["key"] == "field":
            key.append((value is None, 0 if value is None else way * value))
        elif k["seed"]:
            ticket = int(hashlib.sha256((k["seed"] + ":" + w.d.nik).encode()).hexdigest(), 16)
            key.append(way * ticket)
    return key + [w.d.nik]


def check_order(cert, workers, fail):
    """Workers in the order that the keys make; the list's ranks and positions must be those."""
    workers.sort(key=lambda w: sort_key(cert, w))
    position = 0
    for rank, w in enumerate(workers, 1):
        if w.d.rank != rank:
            fail("order", "row %d has rank %s, not %d" % (w.row, w.d.rank, rank))
        if w.d.score != w.score:
            fail("order", "row %d has score %s, not %s" % (w.row, w.d.score, w.score))
        position += w.selected
        if w.d.position != (position if w.selected else None):
            fail("order", "rank %d has position %s" % (rank, w.d.position))


def check_summary(show, lst, decisions, fail):
    counts = {s: sum(d.status == s for d in decisions) for s in ("selected", "reserve", "refused", "undecided")}
    counts["workers"], counts["eligible"] = len(decisions), counts["selected"] + counts["reserve"]
    for key, n in counts.items():
        if show["counts"][key] != n:
            fail("summary", "%s are %d, not %d" % (key, n, show["counts"][key]))
    for f in show["funders"]:
        people, months, committed = lst.committed[f["id"]]
        if (f["people"], f["person_months"], f["committed"]) != (people, months, committed):
            fail("summary", "'%s' pays %d people with %d" % (f["id"], people, committed))


def check(cert, raw, show=None):
    """{check: what is wrong} of a certificate, the bytes of a decisions file and perhaps the run's document."""
    if cert.get("certificate") != 1:
        raise Unusable("this is no certificate of version 1")
    wrong = {}
    fail = wrong.setdefault
    rows = list(csv.reader(raw.decode().split("\n")[:-1]))
    if not rows or rows[0] != COLUMNS or any(len(r) != len(COLUMNS) for r in rows):
        raise Unusable("this is no decisions file")
    try:
        decisions = [Decision(r) for r in rows[1:]]
    except ValueError as e:
        raise Unusable("a number of the decisions cannot be read: %s" % e)
    if hashlib.sha256(raw).hexdigest() != cert["receipt"]["result"]:
        fail("result", "the decisions are not those of the receipt")
    check_eligible(cert, decisions, fail)
    if "eligible" in wrong:
        return wrong
    workers = [Worker(w, decisions[w["row"] - 1], cert["names"]) for w in cert["workers"]]
    if [w.row for w in workers] != [i + 1 for i, f in enumerate(cert["fates"]) if f == "e"]:
        raise Unusable("its eligible workers are not those of its fates")
    for w in workers:
        w.selected = w.d.status == "selected"
    check_order(cert, workers, fail)
    lst = List(cert, workers)
    lst.wrong = wrong
    lst.find_months()
    lst.check_money()
    if show is not None:
        check_summary(show, lst, decisions, fail)
    if not {"accepted", "covered", "budgets", "seats"} & set(wrong):
        lst.reset()
        if lst.walk():
            lst.payers()
    return wrong


def main(argv):
    if len(argv) not in (3, 4):
        sys.stderr.write(__doc__)
        return 2
    try:
        with open(argv[1], encoding="utf-8") as f:
            cert = json.load(f)
        with open(argv[2], "rb") as f:
            raw = f.read()
        show = None
        if len(argv) == 4:
            with open(argv[3], encoding="utf-8") as f:
                show = json.load(f)
        wrong = check(cert, raw, show)
    except (OSError, ValueError, KeyError, Unusable) as e:
        sys.stderr.write("check_certificate: %s\n" % e)
        return 2
    for name in CHECKS:
        if name in wrong:
            print("WRONG  %-12s %s" % (name, wrong[name]))
        elif name != "summary" or show is not None:
            print("right  %s" % name)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
