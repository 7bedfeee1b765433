/*
 * The fourteen rules worker after worker, as one would first write them in C. Every rule's answer is kept, in the
 * numbers of enum ld_truth, so that and = min and or = max here too.
 */
#include "eval_world.h"

enum { NO = LD_FALSE, MAYBE = LD_UNKNOWN, YES = LD_TRUE };

static int test(int known, int yes)
{
	return !known ? MAYBE : yes ? YES : NO;
}

static int both(int a, int b)
{
	return a < b ? a : b;
}

static int either(int a, int b)
{
	return a > b ? a : b;
}

static int two_of(int a, int b, int c)
{
	int yes = (a == YES) + (b == YES) + (c == YES), may = (a != NO) + (b != NO) + (c != NO);
	return yes >= 2 ? YES : may >= 2 ? MAYBE : NO;
}

struct worker {
	int32_t birth, income, spending;
	int8_t job, district, woman, covered, head, disabled, verified, decile, dependants, members, years;
};

static int answer(const struct worker *w, size_t rule, const struct turn *t)
{
	int head = test(w->head >= 0, w->head == 1);
	switch (rule) {
	case 0:
		return test(w->birth != NO_DATE, w->birth >= t->oldest && w->birth <= t->youngest);
	case 1:
		return test(w->covered >= 0, w->covered == 0);
	case 2:
		return test(w->job >= 0, w->job % 2 == 1 && w->job < 2 * INFORMAL);
	case 3:
		return test(w->decile >= 0, w->decile <= t->decile);
	case 4:
		return test(w->income >= 0, w->income <= t->income);
	case 5:
		return test(w->spending >= 0, w->spending <= t->spending);
	case 6:
		return test(w->years >= 0, w->years <= t->years);
	case 7:
		return test(w->members >= 0, w->members >= 1 && w->members <= 7 + t->members);
	case 8:
		return test(w->district >= 0, w->district != t->district);
	case 9:
		return either(either(head, test(w->woman >= 0, w->woman == 1)),
			test(w->birth != NO_DATE, w->birth <= t->adult));
	case 10:
		return test(w->verified >= 0, w->verified != 0);
	case 11:
		return two_of(head, test(w->decile >= 0, w->decile <= t->decile - 1),
			test(w->dependants >= 0, w->dependants >= t->dependants));
	case 12:
		return either(test(w->income >= 0, w->income >= 50000),
			test(w->dependants >= 0, w->dependants >= t->dependants - 1));
	default:
		return either(test(w->spending >= 0, w->spending <= t->spending - 3000000),
			both(test(w->members >= 0, w->members >= t->members),
				test(w->decile >= 0, w->decile <= t->decile - 1)));
	}
}

/* What is unknown gives no points. */
static int32_t points(const struct worker *w)
{
	int32_t n = w->decile == 1 ? 15 : w->decile == 2 ? 5 : 0;
	if (w->head != 1)
		return n;
	n += w->disabled == 1 ? 30 : 0;
	return n + (w->dependants < 0 ? 0 : w->dependants > 6 ? 30 : w->dependants * 5);
}

void by_rows(const struct people *p, struct answers *a)
{
	struct turn turns[200];
	for (size_t r = 0; r < a->nrules; r++)
		turns[r] = turn_of(r);
	for (size_t i = 0; i < p->n; i++) {
		const struct worker w = {p->birth[i], p->income[i], p->spending[i], p->job[i], p->district[i], p->woman[i],
			p->covered[i], p->head[i], p->disabled[i], p->verified[i], p->decile[i], p->dependants[i],
			p->members[i], p->years[i]};
		int fate = LD_FATE_ELIGIBLE;
		for (size_t r = 0; r < a->nrules; r++) {
			int is = answer(&w, r % KINDS, &turns[r]);
			a->rules[r][i] = (uint8_t)is;
			if (is == MAYBE && r % KINDS == 10)
				is = YES;
			fate = is < fate ? is : fate;
		}
		a->fate[i] = (uint8_t)fate;
		a->score[i] = fate == LD_FATE_REFUSED ? 0 : points(&w);
	}
}
