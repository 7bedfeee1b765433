/*
 * What a comparison means for people: whose outcome differs and in what, the step to which that belongs, whether the step
 * does it by itself, and who stands higher or lower. The step of a change is the last at which what it is about became
 * what it is in B: being on the list for who enters or leaves, the payer for who moves.
 */
#include "study/compare_work.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_TESTED = 40 }; /* steps of which is asked what they do alone: each costs two more decisions */

static const struct ld_outcome absent = {.status = LD_ABSENT, .funder = -1};

static const enum ld_matter matter_of[LD_CHANGE_KINDS] = {LD_MATTER_STATUS, LD_MATTER_SELECTED, LD_MATTER_SELECTED,
	LD_MATTER_FUNDER, LD_MATTER_AMOUNT, LD_MATTER_STATUS};

/* ---- one person ---- */

static inline uint32_t row_of(const struct ld_compare_in *in, int frame, size_t person)
{
	return in->rows[frame] ? in->rows[frame][person] : (uint32_t)person;
}

const struct ld_outcome *ld_compare_said(const struct ld_compare_in *in, const struct ld_view *v, size_t person)
{
	uint32_t row = row_of(in, v->frame, person);
	return row == UINT32_MAX ? &absent : &v->of[ld_allocation_said(v->v->a, row)];
}

static struct ld_outcome outcome(const struct ld_compare_in *in, const struct ld_view *v, size_t person)
{
	struct ld_outcome o = *ld_compare_said(in, v, person);
	if (o.status != LD_ABSENT)
		o.rank = ld_allocation_rank(v->v->a, row_of(in, v->frame, person));
	return o;
}

/* Are two outcomes the same as far as that matter goes? */
bool ld_compare_same(const struct ld_outcome *x, const struct ld_outcome *y, enum ld_matter key)
{
	switch (key) {
	case LD_MATTER_SELECTED:
		return (x->status == LD_SELECTED) == (y->status == LD_SELECTED);
	case LD_MATTER_FUNDER:
		return x->funder == y->funder;
	case LD_MATTER_AMOUNT:
		return x->funder == y->funder && x->months == y->months && x->cost == y->cost;
	default:
		return x->status == y->status;
	}
}

static enum ld_change_kind kind_of(const struct ld_outcome *a, const struct ld_outcome *b)
{
	if (!ld_compare_same(a, b, LD_MATTER_SELECTED))
		return b->status == LD_SELECTED ? LD_CHANGE_ENTERS : LD_CHANGE_LEAVES;
	if (a->status != LD_SELECTED)
		return ld_compare_same(a, b, LD_MATTER_STATUS) ? LD_CHANGE_NONE : LD_CHANGE_STATUS;
	if (!ld_compare_same(a, b, LD_MATTER_FUNDER))
		return LD_CHANGE_MOVES;
	return ld_compare_same(a, b, LD_MATTER_AMOUNT) ? LD_CHANGE_NONE : LD_CHANGE_AMOUNT;
}

/* ---- people ---- */

int ld_compare_collect(struct ld_comparing *g)
{
	struct ld_comparison *c = g->c;
	size_t cap = 0;
	for (size_t i = 0; i < c->npeople; i++) {
		const struct ld_outcome *a = ld_compare_said(g->in, &g->a, i), *b = ld_compare_said(g->in, &g->b, i);
		enum ld_change_kind kind = kind_of(a, b);
		c->statuses[a->status][b->status]++;
		c->changes[kind]++;
		if (kind == LD_CHANGE_NONE)
			continue;
		if (c->nchanged == cap) {
			cap = cap ? 2 * cap : 1024;
			struct ld_changed_person *more = reallocarray(c->people, cap, sizeof *more);
			if (!more)
				return ld_nomem(g->err);
			c->people = more;
		}
		uint16_t step = g->last[matter_of[kind]][i];
		c->people[c->nchanged++] = (struct ld_changed_person){.person = (uint32_t)i, .kind = (uint8_t)kind,
			.alone = true, .needed = true, .step = step, .a = outcome(g->in, &g->a, i), .b = outcome(g->in, &g->b, i)};
		c->steps[step].changes[kind]++;
	}
	return 0;
}

/* What do the step's differences do alone (on A), or B without them? */
static int try(struct ld_comparing *g, size_t k, bool alone)
{
	const struct ld_step *step = &g->c->steps[k];
	struct ld_view v = {0};
	for (size_t i = 0; i < g->c->nsteps; i++)
		for (size_t n = 0; n < g->c->steps[i].n; n++)
			g->made[g->c->made[g->c->steps[i].first + n]] = (i == k) == alone;
	int rc = ld_compare_decide(g, false, &v);
	if (rc < 0 && !ld_decide_impossible(rc))
		return rc;
	for (size_t i = 0; i < g->c->nchanged; i++) {
		struct ld_changed_person *p = &g->c->people[i];
		if (p->step != step - g->c->steps)
			continue;
		bool as_b = v.v && ld_compare_same(ld_compare_said(g->in, &v, p->person), &p->b, matter_of[p->kind]);
		if (alone)
			p->alone = as_b;
		else
			p->needed = !as_b;
	}
	ld_view_fini(&v);
	return 0;
}

static int64_t of_step(const struct ld_step *s)
{
	int64_t n = 0;
	for (int k = 0; k < LD_CHANGE_KINDS; k++)
		n += s->changes[k];
	return n;
}

int ld_compare_test(struct ld_comparing *g)
{
	struct ld_comparison *c = g->c;
	int rc = 0;
	for (size_t k = 0; k < c->nsteps && c->nsteps <= MOST_TESTED && rc >= 0; k++) {
		c->steps[k].tested = true;
		if (c->nsteps == 1 || !of_step(&c->steps[k]))
			continue;
		rc = ld_compare_tell(g, k, c->nsteps);
		if (rc >= 0)
			rc = try(g, k, true);
		if (rc >= 0)
			rc = try(g, k, false);
	}
	for (size_t i = 0; i < c->nchanged && rc >= 0; i++) {
		c->steps[c->people[i].step].together += !c->people[i].alone;
		c->steps[c->people[i].step].also += !c->people[i].needed;
	}
	return rc;
}

/* ---- ranks ---- */

static int64_t at(const uint32_t *count, int64_t least, int64_t place)
{
	while (place >= *count) {
		place -= *count++;
		least++;
	}
	return least;
}

/* Places gained and lost, counted by how many: no sum of them is needed, and no sorting. */
int ld_compare_rank(struct ld_comparing *g)
{
	struct ld_ranks *r = &g->c->ranks;
	int64_t span = (int64_t)g->c->npeople;
	uint32_t *count = calloc((size_t)(2 * span + 1), sizeof *count);
	if (!count)
		return ld_nomem(g->err);
	for (size_t i = 0; i < g->c->npeople; i++) {
		struct ld_outcome a = outcome(g->in, &g->a, i), b = outcome(g->in, &g->b, i);
		if (!a.rank || !b.rank)
			continue;
		r->people++;
		r->up += a.rank > b.rank;
		r->down += a.rank < b.rank;
		count[a.rank - b.rank + span]++;
	}
	r->same = r->people - r->up - r->down;
	int64_t *const quarters[] = {&r->least, &r->quarter, &r->median, &r->three_quarters, &r->most};
	for (int q = 0; q <= 4 && r->people; q++)
		*quarters[q] = at(count, -span, (r->people - 1) * q / 4);
	free(count);
	return 0;
}
