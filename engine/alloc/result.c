/*
 * What a selection comes to: a row a worker, and totals per funder, purse, part and group. Totals are counted from what is
 * said in the workers' rows, not carried over from the selection, so that a report cannot say other sums than its list.
 */
#include <stdlib.h>
#include <string.h>

#include "alloc/work.h"
#include "base/error.h"

enum { WORDS = LD_VERDICT_UNDECIDED + 1 }; /* the first verdict of a constraint; one each follows */

static struct ld_verdict *add_verdict(struct ld_allocation *a, enum ld_status status, int funder, int64_t cost,
	const char *constraint)
{
	struct ld_verdict *v = &a->verdicts[a->nverdicts++];
	*v = (struct ld_verdict){.status = status, .funder = funder, .cost = cost, .constraint = constraint};
	return v;
}

/* The verdicts of those who are paid, one a funder and cost: ret_of says which is each item's. */
static int paid_verdicts(const struct payers *y, struct ld_allocation *a, uint32_t **ret_of, struct ld_arena *arena)
{
	LD_CLEANUP(ld_map_fini) struct ld_map ids = {0};
	size_t first = a->nverdicts;
	uint32_t *of = ld_arena_array(arena, y->nitems, sizeof *of);
	for (size_t i = 0; of && i < y->nitems; i++) {
		int64_t key[2] = {y->nodes[y->items[i].node].funder, y->items[i].cost};
		uint32_t id = ld_map_add(&ids, (const char *)key, sizeof key);
		if (id == LD_MAP_NONE)
			return -1;
		if (first + id == a->nverdicts)
			add_verdict(a, LD_SELECTED, (int)key[0], key[1], "");
		of[i] = (uint32_t)first + id;
	}
	*ret_of = of;
	return of ? 0 : -1;
}

static int make_verdicts(const struct work *w, const struct payers *y, struct ld_allocation *a, uint32_t **ret_of)
{
	a->verdicts = ld_arena_array(&a->arena, WORDS + w->words.len + y->nitems, sizeof *a->verdicts);
	if (!a->verdicts)
		return -1;
	add_verdict(a, LD_REFUSED, -1, 0, "");
	add_verdict(a, LD_UNDECIDED, -1, 0, "");
	for (size_t i = 0; i < w->words.len; i++) {
		const char *word = ld_arena_strdup(&a->arena, w->words.keys[i].text);
		if (!word)
			return -1;
		add_verdict(a, LD_RESERVE, -1, 0, word);
	}
	return paid_verdicts(y, a, ret_of, w->arena);
}

static int rows(const struct work *w, const struct payers *y, const struct selection *s, struct ld_allocation *a)
{
	uint32_t *paid;
	a->nrows = w->in->f->nrows;
	a->neligible = w->order->n;
	a->order = ld_arena_copy(&a->arena, w->order->rows, w->order->n * sizeof *w->order->rows);
	a->ranks = ld_arena_array(&a->arena, a->nrows, sizeof *a->ranks);
	a->places = ld_arena_array(&a->arena, w->order->n + 2, sizeof *a->places);
	if (!a->order || !a->ranks || !a->places || make_verdicts(w, y, a, &paid))
		return -1;
	size_t undecided = 0;
	for (size_t row = 0; row < a->nrows; row++) {
		bool open = w->in->o->fate[row] == LD_FATE_UNDECIDED;
		a->ranks[row] = open ? (uint32_t)w->order->n + 1 : 0;
		undecided += open;
	}
	a->places[0].verdict = LD_VERDICT_REFUSED;
	a->places[w->order->n + 1].verdict = LD_VERDICT_UNDECIDED;
	a->verdicts[LD_VERDICT_UNDECIDED].people = undecided;
	a->verdicts[LD_VERDICT_REFUSED].people = a->nrows - w->order->n - undecided;
	for (size_t e = 0; e < w->order->n; e++) {
		struct ld_place_result *r = &a->places[e + 1];
		bool reserve = s->said[e] & LD_NOT_PAID;
		a->ranks[w->order->rows[e]] = (uint32_t)e + 1;
		r->verdict = reserve ? WORDS + (s->said[e] & ~LD_NOT_PAID) : paid[s->said[e]];
		if (!reserve)
			r->position = (uint32_t)++a->nselected;
		a->verdicts[r->verdict].people++;
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
		const char *group = ld_arena_strdup(&a->arena, ld_alloc_grouping(w, f->by)->text[n->group]);
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
	for (const struct ld_verdict *v = a->verdicts; v < a->verdicts + a->nverdicts; v++)
		for (size_t i = 0; v->funder == (int)funder && i < f->nparts; i++)
			r->parts[i].committed += ld_part_share(f, i, v->cost) * (int64_t)v->people;
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
	for (const struct ld_verdict *v = a->verdicts; v < a->verdicts + a->nverdicts; v++) {
		if (v->funder < 0)
			continue;
		struct ld_funder_result *r = &a->funders[v->funder];
		int64_t sum;
		r->people += (int64_t)v->people;
		bool over = __builtin_mul_overflow(v->cost, (int64_t)v->people, &sum);
		over |= __builtin_add_overflow(r->committed, sum, &r->committed);
		if (over)
			return too_much(&p->funders[v->funder], "pays", err);
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

/* For each group, what bound the best-ranked of it who could be paid at all; "already covered" where nobody could. */
static void reasons(const struct work *w, const struct selection *s, const struct ld_allocation *a, bool *met, const char ***ret)
{
	const char *covered = a->verdicts[WORDS].constraint;
	for (size_t e = 0; e < w->order->n; e++) {
		uint32_t cell = w->cells->of[e];
		if (!(s->said[e] & LD_NOT_PAID) || met[cell])
			continue;
		met[cell] = true; /* who is covered is so with all of the cell */
		for (size_t i = 0; i < w->cells->ncodes; i++) {
			uint32_t group = ld_alloc_group_of(w, &w->groupings[i], cell);
			if (group != LD_NO_GROUP && (!ret[i][group] || ret[i][group] == covered))
				ret[i][group] = a->verdicts[WORDS + (s->said[e] & ~LD_NOT_PAID)].constraint;
		}
	}
}

static bool is_short(const struct work *w)
{
	for (const struct grouping *g = w->groupings; g < w->groupings + w->cells->ncodes; g++)
		for (size_t i = 0; i < g->n; i++)
			if (g->selected[i] < g->least[i])
				return true;
	return false;
}

/* [ncodes][groups], all NULL where no floor is short. */
static const char ***make_reasons(const struct work *w, const struct selection *s, const struct ld_allocation *a)
{
	bool *met = ld_arena_array(w->arena, w->cells->n, sizeof *met);
	const char ***list = ld_arena_array(w->arena, w->cells->ncodes, sizeof *list);
	for (size_t i = 0; list && i < w->cells->ncodes; i++)
		if (!(list[i] = ld_arena_array(w->arena, w->groupings[i].n, sizeof **list)))
			return NULL;
	if (met && list && is_short(w))
		reasons(w, s, a, met, list);
	return met ? list : NULL;
}

/* What kept a short floor short: too few people, else what bound them. */
static const char *short_because(const struct limits *l, uint32_t g, const char *reason, struct ld_arena *arena)
{
	if (l->by->eligible[g] < l->at_least[g])
		return ld_arena_printf(arena, "%lld eligible", (long long)l->by->eligible[g]);
	ld_assert(reason != NULL);
	return reason;
}

static int quota_groups(const struct work *w, size_t quota, const char *const *reason, struct ld_allocation *a)
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
		r->selected = l->by->selected[g];
		r->reserve = r->eligible - r->selected;
		r->at_least = q->at_least.kind == LD_BOUND_NONE ? -1 : l->at_least[g];
		r->at_most = l->at_most[g] == LD_NO_LIMIT ? -1 : l->at_most[g];
		if (r->selected < l->at_least[g])
			r->short_because = short_because(l, g, reason[g], &a->arena);
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
static int empty_groups(const struct work *w, size_t quota, struct ld_allocation *a)
{
	const struct ld_quota *q = &w->p->quotas[quota];
	const struct limits *l = &w->quotas[quota];
	size_t first = a->ngroups;
	while (first && a->groups[first - 1].quota == quota)
		first--;
	for (size_t i = 0; i < l->by->n; i++) {
		if (!l->by->seen[i] || l->named[i])
			continue;
		struct ld_group_result *r = &a->groups[a->ngroups++];
		*r = (struct ld_group_result){.quota = quota, .at_least = q->at_least.n,
			.at_most = l->most_of_others == LD_NO_LIMIT ? -1 : l->most_of_others};
		r->group = ld_arena_strdup(&a->arena, l->by->text[i]);
		r->short_because = ld_arena_strdup(&a->arena, "0 eligible");
		if (!r->group || !r->short_because)
			return -1;
	}
	qsort(a->groups + first, a->ngroups - first, sizeof *a->groups, by_group);
	return 0;
}

int ld_alloc_result(struct work *w, const struct payers *y, const struct selection *s, struct ld_allocation *a,
	struct lindung_error *err)
{
	size_t ngroups = 0;
	if (rows(w, y, s, a))
		return ld_nomem(err);
	int rc = funders(w, y, a, err);
	if (rc < 0)
		return rc;
	for (size_t i = 0; i < w->p->nquotas; i++)
		ngroups += w->quotas[i].by->n;
	const char ***reason = make_reasons(w, s, a);
	a->groups = ld_arena_array(&a->arena, ngroups, sizeof *a->groups);
	if (!reason || !a->groups)
		return ld_nomem(err);
	for (size_t i = 0; i < w->p->nquotas; i++) {
		const struct ld_bound *floor = &w->p->quotas[i].at_least;
		if (quota_groups(w, i, reason[w->quotas[i].by - w->groupings], a))
			return ld_nomem(err);
		if (floor->kind == LD_BOUND_NUMBER && floor->n > 0 && empty_groups(w, i, a))
			return ld_nomem(err);
	}
	return 0;
}
