/*
 * Derived columns, in the order of their declaration, each only where no source gives a value (ADR
 * 3). A frame may be evaluated again with another programme, so the cells that were computed are
 * remembered and computed anew. A cell whose computation failed is blank and marked broken: no
 * answer may rest on such a blank, not even missing().
 */
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/error.h"
#include "eval/plan.h"

/* Mark which cells are to be computed; what an earlier evaluation computed is blank again. */
static int open_gaps(struct ld_work *w, struct ld_column *c, size_t nrows)
{
	size_t blanks = 0;
	free(c->broken);
	c->broken = NULL;
	for (size_t r = 0; c->gaps && r < nrows; r++)
		if (c->gaps[r])
			ld_column_clear(c, r);
	for (size_t r = 0; !c->gaps && r < nrows; r++)
		blanks += ld_column_blank(c, r);
	if (!blanks)
		return 0;
	c->gaps = malloc(nrows);
	if (!c->gaps)
		return ld_nomem(w->err);
	for (size_t r = 0; r < nrows; r++)
		c->gaps[r] = ld_column_blank(c, r);
	return 0;
}

static int set_broken(struct ld_work *w, struct ld_column *c, size_t nrows, size_t row)
{
	if (!c->broken && !(c->broken = calloc(nrows ? nrows : 1, 1)))
		return ld_nomem(w->err);
	c->broken[row] = 1;
	return 0;
}

/* Ages by date of birth, each reckoned when first met: a million people share some thirty thousand
 * days. */
struct ages {
	int64_t first;
	int32_t at;
	int16_t *of; /* age + 1000; 0: not reckoned yet */
};

static int ages_init(struct ages *a, const struct ld_column *born, size_t nrows, int32_t at)
{
	int64_t lo = INT64_MAX, hi = INT64_MIN;
	for (size_t r = 0; r < nrows; r++) {
		int64_t v = ld_column_value(born, r);
		if (v == born->base)
			continue;
		lo = v < lo ? v : lo;
		hi = v > hi ? v : hi;
	}
	*a = (struct ages){lo, at, calloc(lo > hi ? 1 : (size_t)(hi - lo) + 1, sizeof *a->of)};
	return a->of ? 0 : LINDUNG_E_NOMEM;
}

static int age_of(struct ages *a, int64_t born)
{
	int16_t *of = &a->of[born - a->first];
	if (!*of)
		*of = (int16_t)(ld_age((int32_t)born, a->at) + 1000);
	return *of - 1000;
}

static int put(struct ld_work *w, struct ld_column *c, size_t nrows, size_t row, int64_t value)
{
	return ld_column_put(c, nrows, row, value) ? ld_nomem(w->err) : 0;
}

static int derive_age(struct ld_work *w, struct ld_frame *f, size_t field)
{
	struct ld_column *c = &f->cols[field];
	const struct ld_column *from = &f->cols[f->fields->items[field].from];
	struct ages ages;
	int rc = 0;
	if (from->kind == LD_COL_NONE)
		return 0;
	ld_assert(from->kind == LD_COL_WHOLE && c->kind == LD_COL_WHOLE);
	if (ages_init(&ages, from, f->nrows, w->p->as_of))
		return ld_nomem(w->err);
	for (size_t r = 0; !rc && r < f->nrows; r++) {
		if (!c->gaps[r])
			continue;
		if (from->broken && from->broken[r])
			rc = set_broken(w, c, f->nrows, r);
		else if (!ld_column_blank(from, r))
			rc = put(w, c, f->nrows, r, age_of(&ages, ld_column_value(from, r)));
	}
	free(ages.of);
	return rc;
}

static int derive_func(struct ld_work *w, struct ld_frame *f, size_t field)
{
	struct ld_column *c = &f->cols[field];
	int func = f->fields->items[field].func, rc = ld_called_make(w, func, c->gaps);
	const struct ld_called *called = &w->called[func];
	for (size_t r = 0; !rc && r < f->nrows; r++) {
		if (!c->gaps[r])
			continue;
		if (called->state[r] == LD_FAILED)
			rc = set_broken(w, c, f->nrows, r);
		else if (called->state[r] == LD_TRUE)
			rc = ld_frame_set(
				f, field, r, &called->values[called->groups.of[r]], w->err);
	}
	return rc;
}

/* ---- members ---- */
struct household {
	int64_t count;
	bool unknown, failed; /* some member's condition is */
};

struct truths {
	struct ld_node node;
	uint8_t *out;
};

static void truth_block(void *ctx, size_t start, size_t n)
{
	struct truths *t = ctx;
	ld_node_run(&t->node, start, n, t->out + start);
}

/* Answer the members' condition for all rows: truth, or LD_FAILED where it hangs on a failure. */
static int member_truths(struct ld_work *w, const struct ld_cond *when, uint8_t *out)
{
	struct truths t = {.out = out};
	memset(out, LD_TRUE, w->f->nrows);
	if (!when)
		return 0;
	int rc = ld_node_make(w, when, &t.node);
	if (rc)
		return rc;
	ld_rows_run(w->f->nrows, w->jobs, truth_block, &t);
	struct ld_walk walk = {.p = w->p, .f = w->f, .called = w->called};
	if (ld_fallible(w, when))
		for (walk.row = 0; walk.row < w->f->nrows; walk.row++)
			if (out[walk.row] == LD_UNKNOWN && ld_walk_failed(&walk, when))
				out[walk.row] = LD_FAILED;
	return 0;
}

static void count_members(
	const struct ld_groups *g, const uint8_t *truth, size_t nrows, struct household *homes)
{
	for (size_t r = 0; r < nrows; r++) {
		if (g->of[r] == LD_NO_GROUP)
			continue;
		struct household *h = &homes[g->of[r]];
		h->count += truth[r] == LD_TRUE;
		h->unknown |= truth[r] == LD_UNKNOWN;
		h->failed |= truth[r] == LD_FAILED;
	}
}

static int set_members(struct ld_work *w, struct ld_frame *f, size_t field,
	const struct ld_groups *g, const struct household *homes)
{
	struct ld_column *c = &f->cols[field];
	const uint8_t *key_broken = f->cols[f->fields->items[field].from].broken;
	int rc = 0;
	for (size_t r = 0; !rc && r < f->nrows; r++) {
		const struct household *h = g->of[r] != LD_NO_GROUP ? &homes[g->of[r]] : NULL;
		if (!c->gaps[r])
			continue;
		if (h ? h->failed : key_broken && key_broken[r])
			rc = set_broken(w, c, f->nrows, r);
		else if (h && !h->unknown)
			rc = put(w, c, f->nrows, r, h->count);
	}
	return rc;
}

static int derive_members(struct ld_work *w, struct ld_frame *f, size_t field)
{
	const struct ld_field *d = &f->fields->items[field];
	struct ld_groups g = {0};
	ld_assert(f->cols[field].kind == LD_COL_WHOLE);
	if (ld_groups_init(&g, f, &d->from, 1, false, NULL))
		return ld_nomem(w->err);
	uint8_t *truth = malloc(f->nrows + 1);
	struct household *homes = calloc(g.len + 1, sizeof *homes);
	int rc = truth && homes ? member_truths(w, d->when, truth) : ld_nomem(w->err);
	if (!rc) {
		count_members(&g, truth, f->nrows, homes);
		rc = set_members(w, f, field, &g, homes);
	}
	free(truth);
	free(homes);
	ld_groups_fini(&g);
	return rc;
}

static int derive_one(struct ld_work *w, struct ld_frame *f, size_t field)
{
	struct ld_column *c = &f->cols[field];
	int rc = open_gaps(w, c, f->nrows);
	if (rc || !c->gaps)
		return rc;
	switch (f->fields->items[field].derive) {
	case LD_DERIVE_AGE:
		return derive_age(w, f, field);
	case LD_DERIVE_MEMBERS:
		return derive_members(w, f, field);
	default:
		return derive_func(w, f, field);
	}
}

int ld_derive(struct ld_work *w, struct ld_frame *f)
{
	bool any = false;
	for (size_t i = 1; i < f->fields->len; i++) {
		if (f->cols[i].kind == LD_COL_NONE || f->fields->items[i].derive == LD_DERIVE_NONE)
			continue;
		int rc = derive_one(w, f, i);
		if (rc)
			return rc;
		any = true;
	}
	return any ? ld_frame_seal(f, w->err) : 0;
}
