/*
 * The fourteen rules over columns, by hand: a loop a rule over a block that stays in the first cache, without branches,
 * so that the compiler makes vectors of it. Constants are the only thing not known when it is compiled.
 */
#include "eval_world.h"

#include <string.h>

enum { BLOCK = 2048 };

/* One test of a block: unknown where the value is blank. */
#define TEST(out, known, yes)                                                                                          \
	for (size_t k = 0; k < BLOCK; k++)                                                                             \
		(out)[k] = (uint8_t)((known) ? ((yes) ? LD_TRUE : LD_FALSE) : LD_UNKNOWN)
#define FOLD(out, a, b, better)                                                                                        \
	for (size_t k = 0; k < BLOCK; k++)                                                                             \
		(out)[k] = (a)[k] better(b)[k] ? (a)[k] : (b)[k]

struct block {
	const int32_t *restrict birth, *restrict income, *restrict spending;
	const int8_t *restrict job, *restrict district, *restrict woman, *restrict covered, *restrict head,
		*restrict disabled, *restrict verified, *restrict decile, *restrict dependants, *restrict members,
		*restrict years;
};

static void two_of(const uint8_t *restrict a, const uint8_t *restrict b, const uint8_t *restrict c, uint8_t *restrict out)
{
	for (size_t k = 0; k < BLOCK; k++) {
		uint8_t yes = (uint8_t)((a[k] == 2) + (b[k] == 2) + (c[k] == 2));
		uint8_t may = (uint8_t)((a[k] != 0) + (b[k] != 0) + (c[k] != 0));
		out[k] = (uint8_t)((yes >= 2) + (may >= 2));
	}
}

static void rule(const struct block *w, size_t kind, const struct turn t, uint8_t *restrict out)
{
	uint8_t a[BLOCK], b[BLOCK], c[BLOCK];
	switch (kind) {
	case 0:
		TEST(out, w->birth[k] != NO_DATE, (w->birth[k] >= t.oldest) & (w->birth[k] <= t.youngest));
		break;
	case 1:
		TEST(out, w->covered[k] >= 0, w->covered[k] == 0);
		break;
	case 2:
		TEST(out, w->job[k] >= 0, (w->job[k] & 1) & (w->job[k] < 2 * INFORMAL));
		break;
	case 3:
		TEST(out, w->decile[k] >= 0, w->decile[k] <= t.decile);
		break;
	case 4:
		TEST(out, w->income[k] >= 0, w->income[k] <= t.income);
		break;
	case 5:
		TEST(out, w->spending[k] >= 0, w->spending[k] <= t.spending);
		break;
	case 6:
		TEST(out, w->years[k] >= 0, w->years[k] <= t.years);
		break;
	case 7:
		TEST(out, w->members[k] >= 0, (w->members[k] >= 1) & (w->members[k] <= (int8_t)(7 + t.members)));
		break;
	case 8:
		TEST(out, w->district[k] >= 0, w->district[k] != t.district);
		break;
	case 9:
		TEST(a, w->head[k] >= 0, w->head[k] == 1);
		TEST(b, w->woman[k] >= 0, w->woman[k] == 1);
		TEST(c, w->birth[k] != NO_DATE, w->birth[k] <= t.adult);
		FOLD(a, a, b, >);
		FOLD(out, a, c, >);
		break;
	case 10:
		TEST(out, w->verified[k] >= 0, w->verified[k] != 0);
		break;
	case 11:
		TEST(a, w->head[k] >= 0, w->head[k] == 1);
		TEST(b, w->decile[k] >= 0, w->decile[k] < t.decile);
		TEST(c, w->dependants[k] >= 0, w->dependants[k] >= t.dependants);
		two_of(a, b, c, out);
		break;
	case 12:
		TEST(a, w->income[k] >= 0, w->income[k] >= 50000);
		TEST(b, w->dependants[k] >= 0, w->dependants[k] >= (int8_t)(t.dependants - 1));
		FOLD(out, a, b, >);
		break;
	default:
		TEST(a, w->members[k] >= 0, w->members[k] >= t.members);
		TEST(b, w->decile[k] >= 0, w->decile[k] < t.decile);
		TEST(c, w->spending[k] >= 0, w->spending[k] <= t.spending - 3000000);
		FOLD(a, a, b, <);
		FOLD(out, a, c, >);
	}
}

static void points(const struct block *w, const uint8_t *restrict fate, int32_t *restrict score)
{
	int8_t n[BLOCK];
	for (size_t k = 0; k < BLOCK; k++) {
		int8_t few = w->dependants[k] < 0 ? 0 : w->dependants[k] > 6 ? 6 : w->dependants[k];
		int8_t more = (int8_t)((w->disabled[k] == 1 ? 30 : 0) + few * 5);
		int8_t own = (int8_t)((w->decile[k] == 1 ? 15 : 0) + (w->decile[k] == 2 ? 5 : 0));
		int8_t all = (int8_t)(own + (w->head[k] == 1 ? more : 0));
		n[k] = fate[k] ? all : 0;
	}
	for (size_t k = 0; k < BLOCK; k++)
		score[k] = n[k];
}

/* Arrays end on a whole block. */
void by_columns(const struct people *p, struct answers *a)
{
	struct turn turns[200];
	for (size_t r = 0; r < a->nrules; r++)
		turns[r] = turn_of(r);
	for (size_t i = 0; i < p->n; i += BLOCK) {
		const struct block w = {p->birth + i, p->income + i, p->spending + i, p->job + i, p->district + i, p->woman + i,
			p->covered + i, p->head + i, p->disabled + i, p->verified + i, p->decile + i, p->dependants + i,
			p->members + i, p->years + i};
		uint8_t *restrict fate = a->fate + i;
		memset(fate, LD_FATE_ELIGIBLE, BLOCK);
		for (size_t r = 0; r < a->nrules; r++) {
			const uint8_t *restrict is = a->rules[r] + i;
			rule(&w, r % KINDS, turns[r], a->rules[r] + i);
			if (r % KINDS == 10)
				for (size_t k = 0; k < BLOCK; k++)
					fate[k] = is[k] ? fate[k] : LD_FATE_REFUSED;
			else
				FOLD(fate, fate, is, <);
		}
		points(&w, fate, a->score + i);
	}
}
