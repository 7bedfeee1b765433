"""The decisions of a draft as the database packs them (engine/store/draft.c), read by code of its own."""

STATUS = ("refused", "undecided", "reserve", "selected")


def numbers(block):
    at = 0

    def byte():
        nonlocal at
        at += 1
        return block[at - 1]

    def get():
        v = shift = 0
        while True:
            b = byte()
            v |= (b & 127) << shift
            shift += 7
            if b < 128:
                return v

    def signed():
        v = get()
        return -(v + 1 >> 1) if v & 1 else v >> 1

    def text():
        nonlocal at
        n = get()
        at += n + 1
        return block[at - n - 1:at - 1].decode()

    return byte, get, signed, text, lambda: at < len(block)


def rows_of(block):
    """(nik, status, error, rank, position, score, low, high, funder, months, cost, rules, missing, constraint), None where not."""
    byte, get, signed, text, more = numbers(block)
    answers = []
    for _ in range(get()):
        flags, months, cost = byte(), get(), signed()
        answers.append((flags, months, cost, *(text() or None for _ in range(4))))
    nik = 0
    while more():
        flags, months, cost, funder, rules, missing, constraint = answers[get()]
        nik += get()
        rank = get() if flags & 16 else None
        position = get() if flags & 32 else None
        score = low = high = signed() if flags & 8 else None
        if flags & 64:
            low, high = signed(), signed()
        paid = flags & 3 == 3
        yield ("%016d" % nik, STATUS[flags & 3], flags >> 2 & 1, rank, position, score, low, high, funder,
               months if paid else None, cost if paid else None, rules, missing, constraint)


def spread(db, run):
    """Write a draft's decisions as rows of a table, as databases had them before there were blocks."""
    for block, in db.execute("SELECT content FROM draft WHERE run = ? ORDER BY first", (run,)).fetchall():
        db.executemany("INSERT INTO decision VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                       [(run, *row) for row in rows_of(block)])
    db.execute("DELETE FROM draft WHERE run = ?", (run,))
