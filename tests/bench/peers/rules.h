/* The rules of programme7.lua and programme14.lua by hand, for the C programs that Lindung is measured against. A value
 * that is missing is -1, an answer false, true or unknown; the first seven rules are the smaller programme's. */
#ifndef BENCH_RULES_H
#define BENCH_RULES_H

#include <stdbool.h>
#include <stdint.h>

enum { TRUE_ = 1, FALSE_, UNKNOWN_ };
enum { MAX_RULES = 14, MISSING = -1 };
enum fate { REFUSED, UNDECIDED, ELIGIBLE };

struct worker {
	int32_t birth; /* 19800131 */
	int32_t income, spending;
	int8_t occupation; /* 1: on the list of programme7.lua, 0: not */
	int8_t district;   /* 1: Komodo, 0: another */
	int8_t woman, covered, head, disabled, verified;
	int8_t decile, dependants, members, years;
};

struct verdict {
	uint8_t fate;
	uint16_t rules; /* of the refused the rules that fail, of the undecided those that are unknown */
	int32_t score;
};

/* An answer has the bit 1 where it may be true and the bit 2 where it may be false. */
static inline uint8_t holds(int32_t value, bool yes)
{
	return (uint8_t)((2 - yes) | (value < 0) * UNKNOWN_);
}

static inline uint8_t any2(uint8_t a, uint8_t b)
{
	return (uint8_t)(((a | b) & 1) | ((a & b) & 2));
}

static inline uint8_t all2(uint8_t a, uint8_t b)
{
	return (uint8_t)(((a & b) & 1) | ((a | b) & 2));
}

static inline uint8_t two_of_three(uint8_t a, uint8_t b, uint8_t c)
{
	return any2(all2(a, b), all2(any2(a, b), c));
}

#define RULES(X, w)                                                                                                     \
	X(0, holds(w.birth, (w.birth >= 19590102) & (w.birth <= 20060101)))                                                \
	X(1, holds(w.covered, w.covered == 0))                                                                          \
	X(2, holds(w.occupation, w.occupation == 1))                                                                    \
	X(3, holds(w.decile, w.decile <= 4))                                                                            \
	X(4, holds(w.income, w.income <= 2000000))                                                                      \
	X(5, holds(w.spending, w.spending <= 9000000))                                                                  \
	X(6, holds(w.years, w.years <= 2))

#define FURTHER_RULES(X, w)                                                                                             \
	X(7, holds(w.members, (w.members >= 1) & (w.members <= 12)))                                                       \
	X(8, holds(w.district, w.district == 0))                                                                        \
	X(9, any2(any2(holds(w.head, w.head == 1), holds(w.woman, w.woman == 1)),                                       \
		holds(w.birth, w.birth <= 20030101)))                                                                   \
	X(10, (uint8_t)(2 - (w.verified != 0)))                                                                                          \
	X(11, two_of_three(holds(w.head, w.head == 1), holds(w.decile, w.decile <= 3),                                  \
		holds(w.dependants, w.dependants >= 3)))                                                                \
	X(12, any2(holds(w.income, w.income >= 1), holds(w.dependants, w.dependants >= 2)))                             \
	X(13, any2(holds(w.spending, w.spending <= 6000000),                                                            \
		all2(holds(w.members, w.members >= 5), holds(w.decile, w.decile <= 3))))

/* What is unknown counts nothing. */
static inline int32_t points(const struct worker *w)
{
	int32_t n = w->decile == 1 ? 15 : w->decile == 2 ? 5 : 0;
	if (w->head != 1)
		return n;
	n += w->disabled == 1 ? 30 : 0;
	return n + (w->dependants < 0 ? 0 : w->dependants > 6 ? 30 : w->dependants * 5);
}

static inline struct verdict decide(const struct worker *p, int nrules)
{
	const struct worker w = *p;
	unsigned failed = 0, unknown = 0;
#define X(bit, answer)                                                                                                  \
	{                                                                                                               \
		int is = (answer);                                                                                      \
		failed |= (unsigned)(is == FALSE_) << (bit);                                                            \
		unknown |= (unsigned)(is == UNKNOWN_) << (bit);                                                         \
	}
	RULES(X, w)
	if (nrules > 7) {
		FURTHER_RULES(X, w)
	}
#undef X
	struct verdict v = { failed ? REFUSED : unknown ? UNDECIDED : ELIGIBLE, (uint16_t)(failed ? failed : unknown), 0 };
	v.score = failed ? 0 : points(p);
	return v;
}

#endif
