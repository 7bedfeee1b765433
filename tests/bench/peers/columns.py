"""numpy over columns, a vector operation a step, as OpenFisca works. Usage: columns.py FOLDER N RULES RESULT"""
import json
import sys
import time

import numpy as np

folder, n, nrules, out = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]


class Workers:
    def __getattr__(self, name):
        kind = np.int32 if name in ("birth", "income", "spending") else np.int8
        setattr(self, name, np.fromfile(f"{folder}/{name}", kind, n))
        return getattr(self, name)


w = Workers()
U = np.int8(2)


def known(v, yes):
    a = yes.view(np.int8)
    a[v < 0] = U
    return a


def any2(a, b):
    return np.where((a == 1) | (b == 1), np.int8(1), np.maximum(a, b))


def all2(a, b):
    return np.where((a == 0) | (b == 0), np.int8(0), np.maximum(a, b))


def two(a, b, c):
    yes = (a == 1).view(np.int8) + (b == 1).view(np.int8) + (c == 1).view(np.int8)
    may = (a != 0).view(np.int8) + (b != 0).view(np.int8) + (c != 0).view(np.int8)
    return np.where(yes >= 2, np.int8(1), np.where(may < 2, np.int8(0), U))


RULES = [
    lambda: known(w.birth, (w.birth >= 19590102) & (w.birth <= 20060101)),
    lambda: known(w.covered, w.covered == 0),
    lambda: known(w.occupation, w.occupation == 1),
    lambda: known(w.decile, w.decile <= 4),
    lambda: known(w.income, w.income <= 2000000),
    lambda: known(w.spending, w.spending <= 9000000),
    lambda: known(w.years, w.years <= 2),
    lambda: known(w.members, (w.members >= 1) & (w.members <= 12)),
    lambda: known(w.district, w.district == 0),
    lambda: any2(any2(known(w.head, w.head == 1), known(w.woman, w.woman == 1)), known(w.birth, w.birth <= 20030101)),
    lambda: (w.verified != 0).view(np.int8),
    lambda: two(known(w.head, w.head == 1), known(w.decile, w.decile <= 3), known(w.dependants, w.dependants >= 3)),
    lambda: any2(known(w.income, w.income >= 1), known(w.dependants, w.dependants >= 2)),
    lambda: any2(known(w.spending, w.spending <= 6000000), all2(known(w.members, w.members >= 5), known(w.decile, w.decile <= 3))),
][:nrules]


def evaluate():
    failed, unknown = np.zeros(n, np.uint16), np.zeros(n, np.uint16)
    for bit, rule in enumerate(RULES):
        answer = rule()
        failed |= (answer == 0).astype(np.uint16) << np.uint16(bit)
        unknown |= (answer == 2).astype(np.uint16) << np.uint16(bit)
    refused = failed != 0
    score = (w.decile == 1) * np.int32(15) + (w.decile == 2) * np.int32(5)
    own = (w.disabled == 1) * np.int32(30) + np.clip(w.dependants, 0, 6).astype(np.int32) * 5
    score += np.where(w.head == 1, own, 0)
    score[refused] = 0
    fate = np.where(refused, 0, np.where(unknown != 0, 1, 2)).astype(np.uint8)
    return fate, np.where(refused, failed, unknown), score


ms = []
for turn in range(8):  # the first warms up
    start = time.perf_counter()
    results = evaluate()
    if turn:
        ms.append((time.perf_counter() - start) * 1e3)
with open(out, "wb") as f:
    for a in results:
        a.tofile(f)
print(json.dumps(ms))
