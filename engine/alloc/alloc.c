/*
 * The whole of allocation in order: rank, group, who may be paid by whom, limits, select, add up. Pure: the same inputs give
 * the same list, with a memo or without. `as_many_as_fit` is nothing but trying each number of months from the most down.
 */
#include <stdlib.h>

#include "alloc/work.h"
#include "base/error.h"

int ld_alloc_memo_new(struct ld_alloc_memo **ret, struct lindung_error *err)
{
	struct ld_alloc_memo *m = calloc(1, sizeof *m);
	if (!m)
		return ld_nomem(err);
	*ret = m;
	return 0;
}

static void memo_fini(struct ld_alloc_memo *m)
{
	ld_alloc_order_fini(&m->order);
	ld_alloc_cells_fini(&m->cells);
}

void ld_alloc_memo_free(struct ld_alloc_memo *m)
{
	if (m)
		memo_fini(m);
	free(m);
}

static int as_many(const struct ld_programme *p, int *ret_most, struct lindung_error *err)
{
	*ret_most = 0;
	for (size_t i = 0; i < p->nfunders; i++) {
		if (!p->funders[i].as_many)
			continue;
		if (p->nfunders > 1)
			return ld_fail(err, LINDUNG_E_FUNDER, "'%s' gives as many months as fit, so it must be the only funder",
				p->funders[i].id);
		*ret_most = p->funders[i].months;
	}
	return 0;
}

/* One number of months. Its working memory is its own; what it found is copied to `a` when it is the one. */
static int attempt(struct work *w, int months, bool last, struct ld_allocation *a, bool *ret_done, struct lindung_error *err)
{
	LD_CLEANUP(ld_arena_fini) struct ld_arena arena = {0};
	struct payers y = {0};
	struct selection s = {0};
	w->arena = &arena;
	int rc = ld_alloc_payers(w, months, &arena, &y, err);
	if (rc >= 0)
		rc = ld_alloc_bounds(w, &y, err);
	if (rc >= 0)
		rc = ld_alloc_select(w, &y, last, &s, err);
	if (rc < 0 || (s.short_of_money && !last))
		return rc;
	rc = ld_alloc_floors_fit(w, &y, err);
	*ret_done = true;
	return rc < 0 ? rc : ld_alloc_result(w, &y, &s, a, err);
}

/* What the memo keeps, made anew where it does not hold any more. */
static int remember(const struct ld_alloc_in *in, struct ld_alloc_memo *m, struct lindung_error *err)
{
	int ordered = ld_alloc_order(in, m->once, &m->order, err);
	if (ordered)
		ld_alloc_cells_fini(&m->cells);
	return ordered < 0 ? ordered : ld_alloc_cells(in, &m->order, m->once, &m->cells, err);
}

static int allocate(struct work *w, struct ld_alloc_memo *m, struct ld_allocation *a, struct lindung_error *err)
{
	int months = 0;
	bool done = false;
	int rc = as_many(w->p, &months, err);
	if (rc >= 0)
		rc = remember(w->in, m, err);
	if (rc >= 0)
		rc = ld_alloc_groupings(w, err);
	for (; rc >= 0 && !done; months--)
		rc = attempt(w, months, months <= 1, a, &done, err);
	return rc;
}

int ld_alloc_again(struct ld_alloc_memo *m, const struct ld_alloc_in *in, struct ld_allocation **ret,
	struct lindung_error *err)
{
	LD_CLEANUP(ld_arena_fini) struct ld_arena arena = {0};
	struct ld_allocation *a = calloc(1, sizeof *a);
	struct work w = {.in = in, .p = in->p, .order = &m->order, .cells = &m->cells, .arena = &arena};
	int rc = a ? allocate(&w, m, a, err) : ld_nomem(err);
	ld_map_fini(&w.words);
	if (rc < 0) {
		ld_allocation_free(a);
		return rc;
	}
	*ret = a;
	return 0;
}

int ld_alloc(const struct ld_alloc_in *in, struct ld_allocation **ret, struct lindung_error *err)
{
	struct ld_alloc_memo m = {.once = true};
	int rc = ld_alloc_again(&m, in, ret, err);
	memo_fini(&m);
	return rc;
}

void ld_allocation_free(struct ld_allocation *a)
{
	if (!a)
		return;
	ld_arena_fini(&a->arena);
	free(a);
}
