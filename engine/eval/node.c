/*
 * A condition made ready for columns: whatever a leaf asks of a column of cells is a list of runs of
 * cells. Few runs are compared one after the other, by vector instructions; many become a table
 * where cells are small, else they are searched. Texts are tested once per dictionary entry.
 * Answers nothing itself.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "eval/plan.h"

/* Runs that are still compared one by one: past that a table, or a search, is faster. */
enum { MOST_SMALL = 4, MOST_SEARCHED = 12 };

static void make_const(struct ld_node *k, enum ld_truth answer)
{
	k->kind = LD_NODE_CONST;
	k->answer = (uint8_t)answer;
}

/* ---- runs of cells ---- */

struct runs {
	struct ld_arena *arena;
	struct ld_run *items;
	size_t len, cap;
	bool nomem;
};

/* Ends come in rising order. */
static void add_run(struct runs *r, uint64_t lo, uint64_t span)
{
	struct ld_run *last = r->len ? &r->items[r->len - 1] : NULL;
	if (last && last->lo + last->span + 1 == lo) {
		last->span += span + 1;
		return;
	}
	if (r->len == r->cap) {
		size_t cap = r->cap ? r->cap * 2 : 4;
		struct ld_run *items = ld_arena_array(r->arena, cap, sizeof *items);
		if (!items) {
			r->nomem = true;
			return;
		}
		if (r->len)
			memcpy(items, r->items, r->len * sizeof *items);
		r->items = items;
		r->cap = cap;
	}
	r->items[r->len++] = (struct ld_run){lo, span};
}

/* The values whose cells the column can hold. */
static void column_ends(const struct ld_column *c, int64_t *ret_least, int64_t *ret_most)
{
	*ret_least = INT64_MIN;
	*ret_most = INT64_MAX;
	if (c->size == 8)
		return;
	*ret_least = c->base + 1;
	if (__builtin_add_overflow(c->base, (int64_t)ld_column_most(c), ret_most))
		*ret_most = INT64_MAX;
}

static void range_runs(const struct ld_column *col, const struct ld_cond *c, struct runs *r)
{
	int64_t least, most;
	column_ends(col, &least, &most);
	int64_t lo = c->has_lo ? c->lo.i : least, hi = c->has_hi ? c->hi.i : most;
	bool empty = (c->has_lo && c->lo_open && lo == INT64_MAX) ||
		     (c->has_hi && c->hi_open && hi == INT64_MIN);
	if (!empty && c->has_lo && c->lo_open)
		lo++;
	if (!empty && c->has_hi && c->hi_open)
		hi--;
	lo = lo < least ? least : lo;
	hi = hi > most ? most : hi;
	if (!empty && lo <= hi)
		add_run(r, (uint64_t)lo - (uint64_t)col->base, (uint64_t)hi - (uint64_t)lo);
}

static void set_runs(const struct ld_column *col, const struct ld_cond *c, struct runs *r)
{
	int64_t least, most;
	column_ends(col, &least, &most);
	for (size_t i = 0; i < c->nset; i++)
		if (c->set[i].i >= least && c->set[i].i <= most)
			add_run(r, (uint64_t)c->set[i].i - (uint64_t)col->base, 0);
}

/* Membership by looking each member up, in byte order as codes are; everything else by testing each
 * text once. */
static void text_runs(const struct ld_map *dict, const struct ld_cond *c, struct runs *r)
{
	bool member = c->kind == LD_COND_EQUAL || c->kind == LD_COND_ONE_OF;
	for (size_t i = 0; member && i < c->nset; i++) {
		uint32_t code = ld_map_find(dict, c->set[i].s, c->set[i].len);
		if (code != LD_MAP_NONE)
			add_run(r, (uint64_t)code + 1, 0);
	}
	for (size_t i = 0; !member && i < dict->len; i++) {
		struct ld_value v = {
			.kind = LD_STR, .len = dict->keys[i].len, .s = dict->keys[i].text};
		if (ld_leaf_test(c, &v))
			add_run(r, (uint64_t)i + 1, 0);
	}
}

/* table[cell] of every cell that the column can hold. */
static uint8_t *table_of(struct ld_arena *arena, const struct ld_column *c, const struct runs *r)
{
	size_t len = c->kind == LD_COL_CODE ? c->dict->len + 1 : (size_t)ld_column_most(c) + 1;
	uint8_t *table = ld_arena_alloc(arena, len);
	if (!table)
		return NULL;
	table[0] = LD_UNKNOWN;
	for (size_t i = 0; i < r->len; i++)
		memset(table + r->items[i].lo, LD_TRUE, (size_t)r->items[i].span + 1);
	return table;
}

static int make_cells(struct ld_work *w, struct ld_node *k, const struct ld_cond *c)
{
	struct runs r = {.arena = w->arena};
	struct ld_cond plain = *c;
	if (plain.kind == LD_COND_NONE_OF)
		plain.kind = LD_COND_ONE_OF; /* the node negates */
	if (k->col->kind == LD_COL_CODE)
		text_runs(k->col->dict, &plain, &r);
	else if (plain.kind == LD_COND_RANGE)
		range_runs(k->col, &plain, &r);
	else
		set_runs(k->col, &plain, &r);
	if (!r.len) { /* no value: the opposite of every value */
		k->negate = !k->negate;
		add_run(&r, 1, ld_column_most(k->col) - 1);
	}
	bool small = k->col->kind == LD_COL_CODE || k->col->size <= 2;
	k->runs = r.items;
	k->nruns = r.len;
	k->kind = r.len <= (small ? MOST_SMALL : MOST_SEARCHED) ? LD_NODE_RUNS
		  : small                                       ? LD_NODE_TABLE
								: LD_NODE_SEARCH;
	if (!r.nomem && k->kind == LD_NODE_TABLE)
		r.nomem = (k->table = table_of(w->arena, k->col, &r)) == NULL;
	return r.nomem ? ld_nomem(w->err) : 0;
}

/* ---- numbers with a fraction ---- */

static void float_range(struct ld_node *k, const struct ld_cond *c)
{
	k->kind = LD_NODE_RANGE;
	k->flo = c->has_lo ? c->lo.f : -INFINITY;
	k->fhi = c->has_hi ? c->hi.f : INFINITY;
	if (c->has_lo && c->lo_open)
		k->flo = nextafter(k->flo, INFINITY);
	if (c->has_hi && c->hi_open)
		k->fhi = nextafter(k->fhi, -INFINITY);
}

static int float_set(struct ld_work *w, struct ld_node *k, const struct ld_cond *c)
{
	double *set = ld_arena_array(w->arena, c->nset, sizeof *set);
	if (!set)
		return ld_nomem(w->err);
	for (size_t i = 0; i < c->nset; i++)
		set[i] = c->set[i].f;
	k->kind = LD_NODE_SET;
	k->floats = set;
	k->nset = c->nset;
	return 0;
}

/* ---- leaves ---- */

/* The nik is no column; one that is not loaded reads as blank. */
static void make_odd(struct ld_work *w, const struct ld_cond *c, struct ld_node *k)
{
	bool known = c->field == 0;
	if (c->kind == LD_COND_KNOWN || c->kind == LD_COND_MISSING)
		make_const(k, (c->kind == LD_COND_KNOWN) == known ? LD_TRUE : LD_FALSE);
	else if (!known)
		make_const(k, LD_UNKNOWN);
	else
		*k = (struct ld_node){.kind = LD_NODE_NIK, .cond = c, .frame = w->f};
}

static int make_leaf(struct ld_work *w, const struct ld_cond *c, struct ld_node *k)
{
	if (!c->field || w->f->cols[c->field].kind == LD_COL_NONE) {
		make_odd(w, c, k);
		return 0;
	}
	k->col = &w->f->cols[c->field];
	k->negate = c->kind == LD_COND_NONE_OF || c->kind == LD_COND_MISSING;
	if (c->kind == LD_COND_KNOWN || c->kind == LD_COND_MISSING) {
		k->kind = LD_NODE_KNOWN;
		return 0;
	}
	if (k->col->kind != LD_COL_F64)
		return make_cells(w, k, c);
	if (c->kind != LD_COND_RANGE)
		return float_set(w, k, c);
	float_range(k, c);
	return 0;
}

static int make_many(struct ld_work *w, const struct ld_cond *c, struct ld_node *k)
{
	ld_assert(c->nkids < UINT16_MAX); /* they are counted in 16 bits */
	k->n = c->n < 0 ? 0 : c->n > (int)c->nkids ? (int)c->nkids + 1 : c->n;
	k->nkids = c->nkids;
	k->kids = ld_arena_array(w->arena, c->nkids, sizeof *k->kids);
	int rc = k->kids ? 0 : ld_nomem(w->err);
	for (size_t i = 0; !rc && i < c->nkids; i++)
		rc = ld_node_make(w, c->kids[i], &k->kids[i]);
	return rc;
}

int ld_node_make(struct ld_work *w, const struct ld_cond *cond, struct ld_node *ret)
{
	struct ld_node k = {0};
	int rc = 0;
	switch (cond->kind) {
	case LD_COND_ALL:
	case LD_COND_ANY:
	case LD_COND_NOT:
	case LD_COND_AT_LEAST_OF:
		k.kind = cond->kind == LD_COND_ALL   ? LD_NODE_ALL
			 : cond->kind == LD_COND_ANY ? LD_NODE_ANY
			 : cond->kind == LD_COND_NOT ? LD_NODE_NOT
						     : LD_NODE_AT_LEAST;
		rc = make_many(w, cond, &k);
		break;
	case LD_COND_FUNC:
		k.kind = LD_NODE_FUNC;
		rc = ld_called_make(w, cond->func, NULL);
		k.state = w->called[cond->func].state;
		break;
	default:
		rc = make_leaf(w, cond, &k);
	}
	if (!rc)
		*ret = k;
	return rc;
}
