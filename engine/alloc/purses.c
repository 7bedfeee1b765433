/*
 * Declared funders to nodes: one each, or one a purse. What a node may spend and how many it may take is settled here;
 * who may be paid by it, and whether it is even, is settled in payers.c.
 */
#include "alloc/work.h"
#include "base/error.h"
#include "base/limits.h"

/* Which groups have a purse, and the number beside each: a budget or a weight. */
static int numbers(struct work *w, uint32_t funder, bool *has, int64_t *number, struct lindung_error *err)
{
	const struct ld_funder *f = &w->p->funders[funder];
	const struct grouping *g = ld_alloc_grouping(w, f->by);
	bool table = f->purses == LD_PURSES_TABLE || (f->purses == LD_PURSES_SPLIT && !f->by_eligible);
	for (uint32_t i = 0; i < g->n && !table; i++) {
		has[i] = g->eligible[i] > 0;
		number[i] = f->purses == LD_PURSES_EACH ? f->each : g->eligible[i];
	}
	for (size_t i = 0; i < f->ngroups; i++) {
		has[w->purse_of[funder][i]] = true;
		number[w->purse_of[funder][i]] = f->groups[i].n;
	}
	if (f->purses != LD_PURSES_SPLIT)
		return 0;
	int64_t unit = f->unit > 0 ? f->unit : 1;
	int rc = ld_apportion(LD_HAMILTON, f->total / unit, number, g->n, number, err);
	for (uint32_t i = 0; i < g->n && rc >= 0; i++)
		number[i] *= unit;
	return rc;
}

static struct node *add_node(struct payers *y, uint32_t funder, uint32_t group, int64_t budget, int64_t seats)
{
	struct node *n = &y->nodes[y->nnodes++];
	*n = (struct node){.funder = funder, .group = group, .closed = UINT32_MAX};
	n->budget = budget < 0 ? LD_NO_LIMIT : budget;
	n->seats = seats < 0 ? LD_NO_LIMIT : seats;
	return n;
}

static int add_purses(struct work *w, uint32_t funder, struct payers *y, struct ld_arena *arena,
	struct lindung_error *err)
{
	const struct ld_funder *f = &w->p->funders[funder];
	const struct grouping *g = ld_alloc_grouping(w, f->by);
	bool *has = ld_arena_array(arena, g->n, sizeof *has);
	int64_t *number = ld_arena_array(arena, g->n, sizeof *number);
	if (!has || !number)
		return ld_nomem(err);
	if (f->nparts)
		return ld_fail(err, LINDUNG_E_FUNDER, "funder '%s' has purses and parts; it can have one of them", f->id);
	int rc = numbers(w, funder, has, number, err);
	for (uint32_t i = 0; i < g->n && rc >= 0; i++)
		if (has[i])
			add_node(y, funder, i, number[i], f->seats);
	if (rc >= 0 && y->nnodes > LD_MAX_PURSES + LD_MAX_FUNDERS)
		return ld_fail(err, LINDUNG_E_LIMIT, "the programme has more than %d purses", LD_MAX_PURSES);
	return rc;
}

int ld_alloc_nodes(struct work *w, int months, struct ld_arena *arena, struct payers *y, struct lindung_error *err)
{
	const struct ld_programme *p = w->p;
	size_t most = p->nfunders;
	for (size_t i = 0; i < p->nfunders; i++)
		if (p->funders[i].purses != LD_PURSES_NONE)
			most += ld_alloc_grouping(w, p->funders[i].by)->n;
	y->nodes = ld_arena_array(arena, most, sizeof *y->nodes);
	y->first = ld_arena_array(arena, p->nfunders + 1, sizeof *y->first);
	y->months = ld_arena_array(arena, p->nfunders, sizeof *y->months);
	if (!y->nodes || !y->first || !y->months)
		return ld_nomem(err);
	for (uint32_t i = 0; i < p->nfunders; i++) {
		const struct ld_funder *f = &p->funders[i];
		int rc = 0;
		y->first[i] = y->nnodes;
		y->months[i] = f->as_many ? months : f->months;
		if (f->purses == LD_PURSES_NONE)
			add_node(y, i, LD_NO_GROUP, f->budget, f->seats);
		else
			rc = add_purses(w, i, y, arena, err);
		if (rc < 0)
			return rc;
	}
	y->first[p->nfunders] = y->nnodes;
	return 0;
}
