/*
 * Derived columns, in the order of their declaration, each only where no source gives a value (ADR
 * 3). A frame may be evaluated again with another programme, so the cells that were computed are
 * remembered and computed anew. A cell whose computation failed is blank and marked broken: no
 * answer may rest on such a blank, not even missing().
 */
#if defined(__GNUC__) && !defined(__clang__) && defined(__OPTIMIZE__)
#pragma GCC optimize("O3") /* as in kernel.c */
#endif

#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/error.h"
#include "eval/plan.h"

static void find_gaps(struct ld_column *c, size_t nrows)
{
	for (size_t r = 0; c->size == 1 && r < nrows; r++)
		c->gaps[r] = !((const uint8_t *)c->data)[r];
	for (size_t r = 0; c->size > 1 && r < nrows; r++)
		c->gaps[r] = ld_column_blank(c, r);
}

/* Mark which cells are to be computed; what an earlier evaluation computed is blank again. */
static int open_gaps(struct ld_work *w, struct ld_column *c, size_t nrows)
{
	bool again = c->gaps != NULL;
	free(c->broken);
	c->broken = NULL;
	if (again && c->kind != LD_COL_F64 && !memchr(c->gaps, 0, nrows)) {
		memset(c->data, 0, nrows * c->size);
		return 0;
	}
	if (!again && !ld_column_any_blank(c, nrows))
		return 0;
	if (!again && !(c->gaps = malloc(nrows)))
		return ld_nomem(w->err);
	if (!again)
		find_gaps(c, nrows);
	for (size_t r = 0; again && r < nrows; r++)
		if (c->gaps[r])
			ld_column_clear(c, r);
	return 0;
}

static int set_broken(struct ld_work *w, struct ld_column *c, size_t nrows, size_t row)
{
	if (!c->broken && !(c->broken = calloc(nrows ? nrows : 1, 1)))
		return ld_nomem(w->err);
	c->broken[row] = 1;
	return 0;
}

/* Ages by date of birth: a million people share some thirty thousand days. */
struct ages {
	const struct ld_column *from;
	struct ld_column *to;
	int64_t first, last;
	int16_t *of;    /* [last − first + 1] */
	uint8_t *cells; /* [cells of `from`] the cells of `to`, where those of both are narrow; else NULL */
};

/* The older the day the higher the age, by one at a time, each for a year: the end of each is searched. */
static void fill_ages(struct ages *a, int32_t at)
{
	for (int64_t day = a->first, end; day <= a->last; day = end) {
		int age = ld_age((int32_t)day, at);
		int64_t same = day, other = day + 367;
		while (other - same > 1) {
			int64_t mid = same + (other - same) / 2;
			if (ld_age((int32_t)mid, at) == age)
				same = mid;
			else
				other = mid;
		}
		for (end = day; end < other && end <= a->last; end++)
			a->of[end - a->first] = (int16_t)age;
	}
}

static int ages_init(struct ages *a, size_t nrows, int32_t at)
{
	if (!ld_column_ends(a->from, nrows, &a->first, &a->last))
		return 0;
	a->of = calloc((size_t)(a->last - a->first) + 1, sizeof *a->of);
	if (!a->of)
		return LINDUNG_E_NOMEM;
	fill_ages(a, at);
	return ld_column_fit(a->to, nrows, a->of[a->last - a->first], a->of[0]);
}

/* Where cells are narrow, a look-up takes one to the other. Who is born after the day has no age: the date is wrong. */
static int map_cells(struct ages *a)
{
	if (a->from->size > 2 || a->to->size > 1)
		return 0;
	a->cells = calloc(ld_column_most(a->from) + 1, 1);
	if (!a->cells)
		return LINDUNG_E_NOMEM;
	for (int64_t day = a->first; day <= a->last && a->of[day - a->first] >= 0; day++)
		a->cells[day - a->from->base] = (uint8_t)(a->of[day - a->first] - a->to->base);
	return 0;
}

static int put(struct ld_work *w, struct ld_column *c, size_t nrows, size_t row, int64_t value)
{
	return ld_column_put(c, nrows, row, value) ? ld_nomem(w->err) : 0;
}

#define AGE_LOOP(type)                                                                             \
	for (size_t r = start; r < start + n; r++)                                                 \
	to[r] = gaps[r] ? a->cells[((const type *)a->from->data)[r]] : to[r]

static void narrow_block(void *ctx, size_t start, size_t n)
{
	const struct ages *a = ctx;
	const uint8_t *gaps = a->to->gaps;
	uint8_t *to = a->to->data;
	if (a->from->size == 1) {
		AGE_LOOP(uint8_t);
	} else {
		AGE_LOOP(uint16_t);
	}
}

/* Cells of the ages of a block; the column is wide enough for all of them. */
static void wide_block(void *ctx, size_t start, size_t n)
{
	const struct ages *a = ctx;
	for (size_t r = start; r < start + n; r++) {
		uint64_t cell = ld_column_cell(a->from, r);
		int age = cell && a->to->gaps[r] ? a->of[(int64_t)((uint64_t)a->from->base + cell) - a->first] : -1;
		if (age >= 0)
			ld_column_write(a->to, r, age);
	}
}

/* A date that failed is blank itself. */
static int break_ages(struct ld_work *w, const struct ages *a, size_t nrows)
{
	int rc = 0;
	for (size_t r = 0; a->from->broken && !rc && r < nrows; r++)
		if (a->from->broken[r] && a->to->gaps[r])
			rc = set_broken(w, a->to, nrows, r);
	return rc;
}

static int derive_age(struct ld_work *w, struct ld_frame *f, size_t field)
{
	struct ages a = {.from = &f->cols[f->fields->items[field].from], .to = &f->cols[field]};
	if (a.from->kind == LD_COL_NONE)
		return 0;
	ld_assert(a.from->kind == LD_COL_WHOLE && a.to->kind == LD_COL_WHOLE);
	bool ok = !ages_init(&a, f->nrows, w->p->as_of) && (!a.of || !map_cells(&a));
	if (ok && a.of)
		ld_rows_run(f->nrows, w->jobs, a.cells ? narrow_block : wide_block, &a);
	free(a.of);
	free(a.cells);
	return ok ? break_ages(w, &a, f->nrows) : ld_nomem(w->err);
}

static int derive_func(struct ld_work *w, struct ld_frame *f, size_t field)
{
	struct ld_column *c = &f->cols[field];
	int func = f->fields->items[field].func, rc = ld_called_make(w, func, memchr(c->gaps, 0, f->nrows) ? c->gaps : NULL);
	const struct ld_called *called = &w->called[func];
	for (size_t r = 0; !rc && r < f->nrows; r++) {
		if (!c->gaps[r])
			continue;
		if (called->state[r] == LD_FAILED)
			rc = set_broken(w, c, f->nrows, r);
		else if (called->state[r] == LD_TRUE)
			rc = ld_frame_set(
				f, field, r, &called->values[ld_group_of(&called->groups, r)], w->err);
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
		uint32_t of = ld_group_of(g, r);
		if (of == LD_NO_GROUP)
			continue;
		struct household *h = &homes[of];
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
		uint32_t of = ld_group_of(g, r);
		const struct household *h = of != LD_NO_GROUP ? &homes[of] : NULL;
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
	if (ld_groups_init(&g, f, &d->from, 1, false, NULL) || ld_groups_find(&g, SIZE_MAX)) {
		ld_groups_fini(&g);
		return ld_nomem(w->err);
	}
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

/* A column is sealed before anything reads it: groups by index hold on to its cells. */
int ld_derive(struct ld_work *w, struct ld_frame *f)
{
	int rc = 0;
	for (size_t i = 1; !rc && i < f->fields->len; i++) {
		if (f->cols[i].kind == LD_COL_NONE || f->fields->items[i].derive == LD_DERIVE_NONE)
			continue;
		rc = derive_one(w, f, i);
		if (!rc && ld_column_seal(&f->cols[i], f->nrows))
			rc = ld_nomem(w->err);
	}
	return rc;
}
