/*
 * Quotas as numbers: what each group must have at least and may have at most. Percents and apportioned seats are of the
 * places of even funders, known only now; so are the errors that hang on them.
 */
#include <string.h>

#include "alloc/work.h"
#include "base/error.h"
#include "base/num.h"

static int quota_error(const struct ld_quota *q, struct lindung_error *err)
{
	ld_error_at(err, q->place.file, q->place.line);
	ld_error_rule(err, q->id);
	return LINDUNG_E_QUOTA;
}

static bool uses_places(const struct ld_bound *b)
{
	return b->kind == LD_BOUND_PERCENT || (b->kind == LD_BOUND_APPORTION && b->n < 0);
}

static void table(const struct grouping *g, const struct ld_bound *b, const uint32_t *of, const bool *named, int64_t *out)
{
	for (uint32_t i = 0; i < g->n; i++)
		if (b->has_otherwise && named[i])
			out[i] = b->otherwise;
	for (size_t i = 0; i < b->ngroups; i++)
		out[of[i]] = b->groups[i].n;
}

static int apportioned(struct work *w, const struct grouping *g, const struct ld_bound *b, const uint32_t *of, int64_t seats,
	const bool *named, int64_t *out, struct lindung_error *err)
{
	int64_t *weights = ld_arena_array(w->arena, g->n, sizeof *weights);
	int64_t *share = ld_arena_array(w->arena, g->n, sizeof *share);
	if (!weights || !share)
		return ld_nomem(err);
	for (uint32_t i = 0; i < g->n && b->by_eligible; i++)
		weights[i] = g->eligible[i];
	for (size_t i = 0; i < b->ngroups; i++)
		weights[of[i]] = b->groups[i].n;
	int rc = ld_apportion(b->method, seats, weights, g->n, share, err);
	for (uint32_t i = 0; i < g->n && rc >= 0; i++)
		if (named[i])
			out[i] = share[i];
	return rc;
}

static int bound(struct work *w, const struct limits *l, const struct ld_bound *b, const uint32_t *of, int64_t places,
	int64_t *out, struct lindung_error *err)
{
	const struct grouping *g = l->by;
	int64_t n = b->kind == LD_BOUND_PERCENT ? ld_muldiv(places, b->n, 100) : b->n;
	if (b->kind == LD_BOUND_TABLE)
		table(g, b, of, l->named, out);
	else if (b->kind == LD_BOUND_APPORTION)
		return apportioned(w, g, b, of, b->n < 0 ? places : b->n, l->named, out, err);
	else if (b->kind != LD_BOUND_NONE)
		for (uint32_t i = 0; i < g->n; i++)
			if (l->named[i])
				out[i] = n;
	return 0;
}

/* The bound of a group that no table names and in which nobody is eligible. */
static int64_t of_others(const struct ld_bound *b, int64_t places)
{
	return b->kind == LD_BOUND_NUMBER    ? b->n
	       : b->kind == LD_BOUND_PERCENT ? ld_muldiv(places, b->n, 100)
	       : b->kind == LD_BOUND_TABLE   ? (b->has_otherwise ? b->otherwise : LD_NO_LIMIT)
	       : b->kind == LD_BOUND_NONE    ? LD_NO_LIMIT
					     : 0;
}

static int quota(struct work *w, size_t index, bool counted, int64_t places, struct lindung_error *err)
{
	const struct ld_quota *q = &w->p->quotas[index];
	struct limits *l = &w->quotas[index];
	const struct grouping *g = l->by;
	l->at_least = ld_arena_array(w->arena, g->n, sizeof *l->at_least);
	l->at_most = ld_arena_array(w->arena, g->n, sizeof *l->at_most);
	l->named = ld_arena_array(w->arena, g->n, sizeof *l->named);
	if (!l->at_least || !l->at_most || !l->named)
		return ld_nomem(err);
	if ((uses_places(&q->at_least) || uses_places(&q->at_most)) && (!counted || places == LD_NO_LIMIT)) {
		ld_fail(err, LINDUNG_E_QUOTA, "a percent or capacity needs a number of places, but %s",
			counted ? "a funder has no limit" : "what a worker costs a funder differs between workers");
		return quota_error(q, err);
	}
	for (uint32_t i = 0; i < g->n; i++) {
		l->named[i] = g->eligible[i] > 0;
		l->at_most[i] = LD_NO_LIMIT;
	}
	for (size_t i = 0; i < q->at_least.ngroups; i++)
		l->named[l->least_of[i]] = true;
	for (size_t i = 0; i < q->at_most.ngroups; i++)
		l->named[l->most_of[i]] = true;
	l->most_of_others = of_others(&q->at_most, places);
	int rc = bound(w, l, &q->at_least, l->least_of, places, l->at_least, err);
	if (rc >= 0)
		rc = bound(w, l, &q->at_most, l->most_of, places, l->at_most, err);
	for (uint32_t i = 0; i < g->n && rc >= 0; i++) {
		if (l->at_least[i] <= l->at_most[i])
			continue;
		ld_fail(err, LINDUNG_E_QUOTA, "at least %lld but at most %lld for '%s'", (long long)l->at_least[i],
			(long long)l->at_most[i], g->text[i]);
		return quota_error(q, err);
	}
	return rc;
}

/* The largest floor and the smallest cap of each group are all that the selection looks at; of equal caps, the first declared
 * is the one that is said to bind. */
static void bind(struct work *w)
{
	for (size_t i = 0; i < w->cells->ncodes; i++) {
		struct grouping *g = &w->groupings[i];
		memset(g->selected, 0, g->n * sizeof *g->selected);
		memset(g->least, 0, g->n * sizeof *g->least);
		for (size_t k = 0; k < g->n; k++)
			g->most[k] = LD_NO_LIMIT;
	}
	for (uint32_t i = 0; i < w->p->nquotas; i++) {
		const struct limits *l = &w->quotas[i];
		struct grouping *g = l->by;
		for (size_t k = 0; k < g->n; k++) {
			if (l->at_least[k] > g->least[k])
				g->least[k] = l->at_least[k];
			if (l->at_most[k] >= g->most[k])
				continue;
			g->most[k] = l->at_most[k];
			g->capped_by[k] = i;
		}
	}
}

/* Percents and capacity want a number that no data can take away: every funder even by its table. */
int ld_alloc_bounds(struct work *w, const struct payers *y, struct lindung_error *err)
{
	int64_t places = 0;
	ld_alloc_places(y, &places);
	for (size_t i = 0; i < w->p->nquotas; i++) {
		int rc = quota(w, i, y->flat, places, err);
		if (rc < 0)
			return rc;
	}
	bind(w);
	return 0;
}

int ld_alloc_floors_fit(const struct work *w, const struct payers *y, struct lindung_error *err)
{
	int64_t places;
	if (!ld_alloc_places(y, &places))
		return 0;
	for (size_t i = 0; i < w->p->nquotas; i++) {
		const struct limits *l = &w->quotas[i];
		int64_t sum = 0;
		for (uint32_t g = 0; g < l->by->n; g++)
			if (__builtin_add_overflow(sum, l->at_least[g], &sum))
				sum = LD_NO_LIMIT;
		if (sum <= places)
			continue;
		ld_fail(err, LINDUNG_E_QUOTA, "its groups need at least %lld people, but the funders have %lld places",
			(long long)sum, (long long)places);
		return quota_error(&w->p->quotas[i], err);
	}
	return 0;
}
