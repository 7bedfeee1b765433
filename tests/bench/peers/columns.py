"""numpy over columns, a vector operation a step, as OpenFisca works; in blocks that fit the processor's cache.

An answer is two arrays: where it is true and where it is false; where it is neither it is unknown.
Usage: columns.py FOLDER N RULES RESULT"""
import json
import sys
import time

import numpy as np

folder, n, nrules, out = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
BLOCK = 32768
WIDE = ("birth", "income", "spending")
NARROW = ("occupation", "district", "woman", "covered", "head", "disabled", "verified", "decile", "dependants", "members", "years")
COLUMNS = {name: np.fromfile(f"{folder}/{name}", np.int32 if name in WIDE else np.int8, n) for name in WIDE + NARROW}


class Block:
    def __init__(self, first, last):
        for name, column in COLUMNS.items():
            setattr(self, name, column[first:last])


def known(v, yes):
    there = v >= 0
    return yes & there, there > yes


def any2(a, b):
    return a[0] | b[0], a[1] & b[1]


def all2(a, b):
    return a[0] & b[0], a[1] | b[1]


def two(a, b, c):
    return any2(all2(a, b), all2(any2(a, b), c))


RULES = [
    lambda w: known(w.birth, (w.birth >= 19590102) & (w.birth <= 20060101)),
    lambda w: known(w.covered, w.covered == 0),
    lambda w: known(w.occupation, w.occupation == 1),
    lambda w: known(w.decile, w.decile <= 4),
    lambda w: known(w.income, w.income <= 2000000),
    lambda w: known(w.spending, w.spending <= 9000000),
    lambda w: known(w.years, w.years <= 2),
    lambda w: known(w.members, (w.members >= 1) & (w.members <= 12)),
    lambda w: known(w.district, w.district == 0),
    lambda w: any2(any2(known(w.head, w.head == 1), known(w.woman, w.woman == 1)), known(w.birth, w.birth <= 20030101)),
    lambda w: (w.verified != 0, w.verified == 0),
    lambda w: two(known(w.head, w.head == 1), known(w.decile, w.decile <= 3), known(w.dependants, w.dependants >= 3)),
    lambda w: any2(known(w.income, w.income >= 1), known(w.dependants, w.dependants >= 2)),
    lambda w: any2(known(w.spending, w.spending <= 6000000),
                   all2(known(w.members, w.members >= 5), known(w.decile, w.decile <= 3))),
][:nrules]


def evaluate_block(w, fate, rules, score):
    failed, unknown = np.zeros(len(fate), np.uint16), np.zeros(len(fate), np.uint16)
    for bit, rule in enumerate(RULES):
        yes, no = rule(w)
        failed |= no.astype(np.uint16) << np.uint16(bit)
        unknown |= (~(yes | no)).astype(np.uint16) << np.uint16(bit)
    refused = failed != 0
    own = (w.disabled == 1) * np.int8(30) + np.clip(w.dependants, 0, 6) * np.int8(5)
    points = (w.decile == 1) * np.int8(15) + (w.decile == 2) * np.int8(5) + (w.head == 1) * own
    score[:] = points * ~refused
    fate[:] = ~refused * (np.uint8(2) - (unknown != 0))
    rules[:] = failed + unknown * ~refused


def evaluate():
    results = np.empty(n, np.uint8), np.empty(n, np.uint16), np.empty(n, np.int32)
    for first in range(0, n, BLOCK):
        evaluate_block(Block(first, first + BLOCK), *(a[first:first + BLOCK] for a in results))
    return results


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
