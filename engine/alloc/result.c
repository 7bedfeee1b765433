/*
 * What a selection comes to: a row a worker, and totals per funder, purse, part and group. Totals are counted from the
 * workers' rows, not carried over from the selection, so that a report cannot say other sums than its list.
 */
#include <stdlib.h>
#include <string.h>

#include "alloc/work.h"
#include "base/error.h"

static int make_rows(const struct work *w, struct ld_allocation *a)
{
	size_t n = a->nrows = w->in->f->nrows;
	a->neligible = w->ne;
	a->order = ld_arena_copy(&a->arena, w->order, w->ne * sizeof *w->order);
	a->rank = ld_arena_array(&a->arena, n, sizeof *a->rank);
	a->position = ld_arena_array(&a->arena, n, sizeof *a->position);
	a->status = ld_arena_array(&a->arena, n, sizeof *a->status);
	a->funder = ld_arena_array(&a->arena, n, sizeof *a->funder);
	a->cost = ld_arena_array(&a->arena, n, sizeof *a->cost);
	a->constraint = ld_arena_array(&a->arena, n, sizeof *a->constraint);
	if (!a->order || !a->rank || !a->position || !a->status || !a->funder || !a->cost || !a->constraint)
		return -1;
	for (size_t row = 0; row < n; row++) {
		a->status[row] = w->in->o->fate[row] == LD_FATE_REFUSED ? LD_REFUSED : LD_UNDECIDED;
		a->funder[row] = -1;
		a->constraint[row] = "";
	}
	return 0;
}

/* The constraints, each once, in the result's own memory. */
static const char **copy_words(const struct work *w, struct ld_arena *arena)
{
	const char **words = ld_arena_array(arena, w->words.len, sizeof *words);
	for (size_t i = 0; words && i < w->words.len; i++)
		if (!(words[i] = ld_arena_strdup(arena, w->words.keys[i].text)))
			return NULL;
	return words;
}

static int rows(const struct work *w, const struct payers *y, const struct selection *s, struct ld_allocation *a)
{
	const char **words = copy_words(w, &a->arena);
	if (!words || make_rows(w, a))
		return -1;
	for (size_t e = 0; e < w->ne; e++) {
		uint32_t row = w->order[e];
		a->rank[row] = (uint32_t)e + 1;
		a->status[row] = s->node[e] == UINT32_MAX ? LD_RESERVE : LD_SELECTED;
		if (s->node[e] == UINT32_MAX) {
			a->constraint[row] = words[s->word[e]];
			continue;
		}
		const struct item *it = &y->items[y->classes[y->of[e]].first];
		while (it->node != s->node[e])
			it++;
		a->position[row] = (uint32_t)++a->nselected;
		a->funder[row] = (int16_t)y->nodes[s->node[e]].funder;
		a->cost[row] = it->cost;
	}
	return 0;
}

/* ---- funders ---- */

/* Add to a sum of budgets; −1 is no limit. false: it is larger than an amount can be. */
static bool add_budget(int64_t *sum, int64_t budget)
{
	if (*sum < 0 || budget == LD_NO_LIMIT) {
		*sum = -1;
		return true;
	}
	return !__builtin_add_overflow(*sum, budget, sum);
}

static int too_much(const struct ld_funder *f, const char *what, struct lindung_error *err)
{
	return ld_fail(err, LINDUNG_E_OVERFLOW, "what '%s' %s is larger than an amount can be", f->id, what);
}

static int purses(const struct work *w, const struct payers *y, size_t funder, struct ld_allocation *a)
{
	struct ld_funder_result *r = &a->funders[funder];
	const struct ld_funder *f = &w->p->funders[funder];
	if (f->purses == LD_PURSES_NONE)
		return 0;
	r->npurses = y->first[funder + 1] - y->first[funder];
	r->purses = ld_arena_array(&a->arena, r->npurses, sizeof *r->purses);
	for (size_t i = 0; r->purses && i < r->npurses; i++) {
		const struct node *n = &y->nodes[y->first[funder] + i];
		const char *group = ld_arena_strdup(&a->arena, w->groupings[f->by]->text[n->group]);
		if (!group)
			return -1;
		r->purses[i] = (struct ld_purse_result){group, n->budget, n->people, n->spent, n->budget - n->spent};
	}
	return r->purses ? 0 : -1;
}

/* A funder with parts has no budget but theirs. */
static int parts(const struct work *w, size_t funder, struct ld_allocation *a, struct lindung_error *err)
{
	struct ld_funder_result *r = &a->funders[funder];
	const struct ld_funder *f = &w->p->funders[funder];
	if (!f->nparts)
		return 0;
	r->parts = ld_arena_array(&a->arena, f->nparts, sizeof *r->parts);
	if (!r->parts)
		return ld_nomem(err);
	r->budget = 0;
	for (size_t row = 0; row < a->nrows; row++)
		for (size_t i = 0; a->funder[row] == (int)funder && i < f->nparts; i++)
			r->parts[i].committed += ld_part_share(f, i, a->cost[row]);
	for (size_t i = 0; i < f->nparts; i++) {
		int64_t budget = f->parts[i].budget;
		r->parts[i].remainder = budget < 0 ? -1 : budget - r->parts[i].committed;
		ld_assert(budget < 0 || r->parts[i].remainder >= 0);
		if (!add_budget(&r->budget, budget < 0 ? LD_NO_LIMIT : budget))
			return too_much(f, "may spend", err);
	}
	return 0;
}

static int funders(const struct work *w, const struct payers *y, struct ld_allocation *a, struct lindung_error *err)
{
	const struct ld_programme *p = w->p;
	a->funders = ld_arena_array(&a->arena, p->nfunders, sizeof *a->funders);
	if (!a->funders)
		return ld_nomem(err);
	for (size_t i = 0; i < p->nfunders; i++) {
		struct ld_funder_result *r = &a->funders[i];
		r->months = y->months[i];
		r->even = true;
		for (size_t k = y->first[i]; k < y->first[i + 1]; k++) {
			const struct node *n = &y->nodes[k];
			if (!add_budget(&r->budget, n->budget))
				return too_much(&p->funders[i], "may spend", err);
			r->even = r->even && n->even;
			if (!n->even || __builtin_add_overflow(r->places, n->places, &r->places))
				r->places = LD_NO_LIMIT;
		}
		r->places = r->even ? r->places : -1;
		if (p->funders[i].purses == LD_PURSES_SPLIT) {
			r->unsplit = p->funders[i].total - r->budget;
			r->budget = p->funders[i].total;
			ld_assert(r->unsplit >= 0);
		}
		if (purses(w, y, i, a))
			return ld_nomem(err);
		int rc = parts(w, i, a, err);
		if (rc < 0)
			return rc;
	}
	for (size_t row = 0; row < a->nrows; row++) {
		if (a->funder[row] < 0)
			continue;
		struct ld_funder_result *r = &a->funders[a->funder[row]];
		r->people++;
		if (__builtin_add_overflow(r->committed, a->cost[row], &r->committed))
			return too_much(&p->funders[a->funder[row]], "pays", err);
	}
	for (size_t i = 0; i < p->nfunders; i++) {
		struct ld_funder_result *r = &a->funders[i];
		r->person_months = r->people * r->months;
		r->remainder = r->budget < 0 ? -1 : r->budget - r->committed;
		ld_assert(r->budget < 0 || r->remainder >= 0);
	}
	return 0;
}

/* ---- groups ---- */

/* What kept a short floor short: too few people, else what bound the best-ranked of the group who could be paid at all. */
static const char *short_because(const struct work *w, const struct limits *l, uint32_t g, const struct ld_allocation *a,
	struct ld_arena *arena)
{
	if (l->by->eligible[g] < l->at_least[g])
		return ld_arena_printf(arena, "%lld eligible", (long long)l->by->eligible[g]);
	const char *because = NULL;
	for (size_t e = 0; e < w->ne; e++) {
		const char *c = a->constraint[w->order[e]];
		if (l->by->of[e] != g || !*c)
			continue;
		if (strcmp(c, "already covered"))
			return c;
		because = c;
	}
	ld_assert(because != NULL);
	return because;
}

static int quota_groups(const struct work *w, size_t quota, struct ld_allocation *a)
{
	const struct limits *l = &w->quotas[quota];
	const struct ld_quota *q = &w->p->quotas[quota];
	for (uint32_t g = 0; g < l->by->n; g++) {
		if (!l->named[g])
			continue;
		struct ld_group_result *r = &a->groups[a->ngroups++];
		r->quota = quota;
		r->group = ld_arena_strdup(&a->arena, l->by->text[g]);
		r->eligible = l->by->eligible[g];
		r->selected = l->count[g];
		r->reserve = r->eligible - r->selected;
		r->at_least = q->at_least.kind == LD_BOUND_NONE ? -1 : l->at_least[g];
		r->at_most = l->at_most[g] == LD_NO_LIMIT ? -1 : l->at_most[g];
		if (r->selected < l->at_least[g])
			r->short_because = short_because(w, l, g, a, &a->arena);
		if (!r->group || (r->selected < l->at_least[g] && !r->short_because))
			return -1;
	}
	return 0;
}

static int by_group(const void *a, const void *b)
{
	const struct ld_group_result *x = a, *y = b;
	return strcmp(x->group, y->group);
}

/* A floor that holds for every group holds for one in which nobody is eligible, too: it is short, and is said to be. It
 * asks for no place, so it takes no part in the selection. */
static int empty_groups(const struct work *w, size_t quota, const char **texts, size_t n, struct ld_allocation *a)
{
	const struct ld_quota *q = &w->p->quotas[quota];
	size_t first = a->ngroups;
	while (first && a->groups[first - 1].quota == quota)
		first--;
	for (size_t i = 0; i < n; i++) {
		struct ld_group_result *r = &a->groups[a->ngroups++];
		*r = (struct ld_group_result){.quota = quota, .group = texts[i], .at_least = q->at_least.n, .at_most = -1};
		r->short_because = ld_arena_strdup(&a->arena, "0 eligible");
		if (q->at_most.kind == LD_BOUND_NUMBER)
			r->at_most = q->at_most.n;
		if (!r->short_because)
			return -1;
	}
	qsort(a->groups + first, a->ngroups - first, sizeof *a->groups, by_group);
	return 0;
}

struct empties {
	const char **texts;
	size_t n;
};

int ld_alloc_result(struct work *w, const struct payers *y, const struct selection *s, struct ld_allocation *a,
	struct lindung_error *err)
{
	size_t ngroups = 0;
	if (rows(w, y, s, a))
		return ld_nomem(err);
	int rc = funders(w, y, a, err);
	if (rc < 0)
		return rc;
	struct empties *empty = ld_arena_array(w->arena, w->p->nquotas, sizeof *empty);
	if (!empty)
		return ld_nomem(err);
	for (size_t i = 0; i < w->p->nquotas; i++) {
		const struct limits *l = &w->quotas[i];
		const struct ld_bound *floor = &w->p->quotas[i].at_least;
		if (floor->kind == LD_BOUND_NUMBER && floor->n > 0 &&
			ld_alloc_empty_groups(w, l->by, l->named, &a->arena, &empty[i].texts, &empty[i].n))
			return ld_nomem(err);
		ngroups += l->by->n + empty[i].n;
	}
	a->groups = ld_arena_array(&a->arena, ngroups, sizeof *a->groups);
	if (!a->groups)
		return ld_nomem(err);
	for (size_t i = 0; i < w->p->nquotas; i++)
		if (quota_groups(w, i, a) || empty_groups(w, i, empty[i].texts, empty[i].n, a))
			return ld_nomem(err);
	return 0;
}
