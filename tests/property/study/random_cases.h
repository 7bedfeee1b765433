/*
 * Random cases for random programmes: each worker of a random world is one, alone in a world of its own, and expects what
 * the naive oracle says of it or, now and then, something else.
 */
#ifndef RANDOM_CASES_H
#define RANDOM_CASES_H

#include "../eval/naive.h"
#include "study/study.h"

struct case_set {
	struct ld_cases cases;
	struct world *one; /* [len] each with one row */
	struct naive *n;   /* [len] */
	bool *holds;       /* [len] is the expectation the oracle's answer? */
};

/* One worker of w, in the programme p, alone. */
static void case_world(const struct world *w, const struct ld_programme *p, size_t i, struct world *one, struct naive *n)
{
	*one = *w;
	one->p = *p;
	one->rows = 1;
	one->cells = &w->cells[i * NFIELDS];
	one->family = &w->family[i];
	n->w = one;
	memset(n->v, 0, NFIELDS * sizeof *n->v);
	memset(n->fail, 0, NFIELDS * sizeof *n->fail);
	naive_derive(n);
}

static int policy_answer(const struct ld_rule *r, int truth)
{
	return truth != 1 || r->missing == LD_MISSING_CHECK ? truth : r->missing == LD_MISSING_ACCEPT ? 2 : 0;
}

static bool names_it(const struct ld_case *c, const char *name)
{
	for (size_t i = 0; i < c->nnames; i++)
		if (strcmp(c->names[i], name) == 0)
			return true;
	return false;
}

/* Does the oracle answer as the case expects? */
static bool naive_holds(const struct naive *n, const struct ld_case *c)
{
	const struct ld_programme *p = &n->w->p;
	int truths[16];
	struct expected e = expect_row(n, 0, truths);
	static const int fates[] = {[LD_EXPECT_ELIGIBLE] = 2, [LD_EXPECT_REFUSED] = 0, [LD_EXPECT_UNDECIDED] = 1};
	size_t right = 0;
	if (e.fate != fates[c->expect] || e.failures)
		return false;
	if (c->expect == LD_EXPECT_ELIGIBLE)
		return !c->has_score || c->score == e.score.lo;
	if (c->expect == LD_EXPECT_REFUSED)
		for (size_t r = 0; r < p->nrules; r++) {
			bool fails = policy_answer(&p->rules[r], truths[r]) == 0;
			right += fails;
			if (fails != names_it(c, p->rules[r].id))
				return false;
		}
	else
		for (int f = 0; f < NFIELDS; f++) {
			right += e.look >> f & 1;
			if ((e.look >> f & 1) != names_it(c, p->fields.items[f].name))
				return false;
		}
	return right == c->nnames;
}

static void expect_truth(struct world *w, const struct naive *n, struct ld_case *c)
{
	const struct ld_programme *p = &n->w->p;
	int truths[16];
	struct expected e = expect_row(n, 0, truths);
	const char **names = ld_arena_array(&w->arena, NFIELDS + 16, sizeof *names);
	c->names = names;
	c->expect = e.fate == 0 ? LD_EXPECT_REFUSED : e.fate == 1 ? LD_EXPECT_UNDECIDED : LD_EXPECT_ELIGIBLE;
	c->has_score = e.fate == 2 && ld_below(&w->rng, 4);
	c->score = e.score.lo;
	for (size_t r = 0; e.fate == 0 && r < p->nrules; r++)
		if (policy_answer(&p->rules[r], truths[r]) == 0)
			names[c->nnames++] = p->rules[r].id;
	for (int f = 0; e.fate == 1 && f < NFIELDS; f++)
		if (e.look >> f & 1)
			names[c->nnames++] = p->fields.items[f].name;
}

static void expect_otherwise(struct world *w, struct ld_case *c)
{
	switch (ld_below(&w->rng, 4)) {
	case 0:
		c->expect = (enum ld_expect)((c->expect + 1) % 3);
		break;
	case 1:
		c->score++;
		break;
	case 2:
		c->nnames -= c->nnames > 0;
		break;
	default:
		if (!names_it(c, w->p.rules[0].id))
			((const char **)(uintptr_t)c->names)[c->nnames++] = w->p.rules[0].id;
	}
}

/* lies: percent of cases that expect something else. */
static void random_cases(struct world *w, int lies, struct case_set *s)
{
	size_t len = w->rows;
	*s = (struct case_set){.cases = {.programme = &w->p, .len = len}};
	s->cases.items = ld_arena_array(&w->arena, len, sizeof *s->cases.items);
	s->one = ld_arena_array(&w->arena, len, sizeof *s->one);
	s->n = ld_arena_array(&w->arena, len, sizeof *s->n);
	s->holds = ld_arena_array(&w->arena, len, sizeof *s->holds);
	for (size_t i = 0; i < len; i++) {
		struct ld_case *c = &s->cases.items[i];
		c->name = ld_arena_printf(&w->arena, "kasus %zu", i);
		c->place = (struct ld_place){"acak_test.lua", (int)i + 1};
		c->values = ld_arena_array(&w->arena, NFIELDS, sizeof *c->values);
		for (int f = 1; f < NFIELDS; f++)
			if (w->cells[i * NFIELDS + (size_t)f].kind != LD_MISSING || ld_below(&w->rng, 2))
				c->values[c->nvalues++] = (struct ld_case_value){f, w->cells[i * NFIELDS + (size_t)f]};
		s->n[i].v = ld_arena_array(&w->arena, NFIELDS, sizeof *s->n[i].v);
		s->n[i].fail = ld_arena_array(&w->arena, NFIELDS, sizeof *s->n[i].fail);
		case_world(w, &w->p, i, &s->one[i], &s->n[i]);
		expect_truth(w, &s->n[i], c);
		if ((int)ld_below(&w->rng, 100) < lies)
			expect_otherwise(w, c);
		s->holds[i] = naive_holds(&s->n[i], c);
	}
}

#endif
