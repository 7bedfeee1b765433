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

static void table(const struct grouping *g, const struct ld_bound *b, const bool *named, int64_t *out)
{
	for (uint32_t i = 0; i < g->n; i++)
		if (b->has_otherwise && named[i])
			out[i] = b->otherwise;
	for (size_t i = 0; i < b->ngroups; i++)
		out[ld_alloc_group(g, &b->groups[i].group)] = b->groups[i].n;
}

static int apportioned(struct work *w, const struct grouping *g, const struct ld_bound *b, int64_t seats,
	const bool *named, int64_t *out, struct lindung_error *err)
{
	int64_t *weights = ld_arena_array(w->arena, g->n, sizeof *weights);
	int64_t *share = ld_arena_array(w->arena, g->n, sizeof *share);
	if (!weights || !share)
		return ld_nomem(err);
	for (uint32_t i = 0; i < g->n && b->by_eligible; i++)
		weights[i] = g->eligible[i];
	for (size_t i = 0; i < b->ngroups; i++)
		weights[ld_alloc_group(g, &b->groups[i].group)] = b->groups[i].n;
	int rc = ld_apportion(b->method, seats, weights, g->n, share, err);
	for (uint32_t i = 0; i < g->n && rc >= 0; i++)
		if (named[i])
			out[i] = share[i];
	return rc;
}

static int bound(struct work *w, const struct grouping *g, const struct ld_bound *b, int64_t places, const bool *named,
	int64_t *out, struct lindung_error *err)
{
	int64_t n = b->kind == LD_BOUND_PERCENT ? ld_muldiv(places, b->n, 100) : b->n;
	if (b->kind == LD_BOUND_TABLE)
		table(g, b, named, out);
	else if (b->kind == LD_BOUND_APPORTION)
		return apportioned(w, g, b, b->n < 0 ? places : b->n, named, out, err);
	else if (b->kind != LD_BOUND_NONE)
		for (uint32_t i = 0; i < g->n; i++)
			if (named[i])
				out[i] = n;
	return 0;
}

static void name_table(const struct grouping *g, const struct ld_bound *b, bool *named)
{
	for (size_t i = 0; i < b->ngroups; i++)
		named[ld_alloc_group(g, &b->groups[i].group)] = true;
}

static int quota(struct work *w, size_t index, bool counted, int64_t places, struct lindung_error *err)
{
	const struct ld_quota *q = &w->p->quotas[index];
	struct limits *l = &w->quotas[index];
	const struct grouping *g = l->by = w->groupings[q->by];
	l->at_least = ld_arena_array(w->arena, g->n, sizeof *l->at_least);
	l->at_most = ld_arena_array(w->arena, g->n, sizeof *l->at_most);
	l->count = ld_arena_array(w->arena, g->n, sizeof *l->count);
	l->named = ld_arena_array(w->arena, g->n, sizeof *l->named);
	if (!l->at_least || !l->at_most || !l->count || !l->named)
		return ld_nomem(err);
	l->has_least = q->at_least.kind != LD_BOUND_NONE;
	l->has_most = q->at_most.kind != LD_BOUND_NONE;
	if ((uses_places(&q->at_least) || uses_places(&q->at_most)) && (!counted || places == LD_NO_LIMIT)) {
		ld_fail(err, LINDUNG_E_QUOTA, "a percent or capacity needs a number of places, but %s",
			counted ? "a funder has no limit" : "what a worker costs a funder differs between workers");
		return quota_error(q, err);
	}
	for (uint32_t i = 0; i < g->n; i++) {
		l->named[i] = g->eligible[i] > 0;
		l->at_most[i] = LD_NO_LIMIT;
	}
	name_table(g, &q->at_least, l->named);
	name_table(g, &q->at_most, l->named);
	int rc = bound(w, g, &q->at_least, places, l->named, l->at_least, err);
	if (rc >= 0)
		rc = bound(w, g, &q->at_most, places, l->named, l->at_most, err);
	for (uint32_t i = 0; i < g->n && rc >= 0; i++) {
		if (l->at_least[i] <= l->at_most[i])
			continue;
		ld_fail(err, LINDUNG_E_QUOTA, "at least %lld but at most %lld for '%s'", (long long)l->at_least[i],
			(long long)l->at_most[i], g->text[i]);
		return quota_error(q, err);
	}
	return rc;
}

/* Percents and capacity want a number that no data can take away: every funder even by its table. */
int ld_alloc_bounds(struct work *w, const struct payers *y, struct lindung_error *err)
{
	int64_t places = 0;
	ld_alloc_places(y, &places);
	w->quotas = ld_arena_array(w->arena, w->p->nquotas, sizeof *w->quotas);
	if (!w->quotas)
		return ld_nomem(err);
	for (size_t i = 0; i < w->p->nquotas; i++) {
		int rc = quota(w, i, y->flat, places, err);
		if (rc < 0)
			return rc;
	}
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
