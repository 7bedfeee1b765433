/*
 * A condition made ready for columns: open ends become closed ones, texts and small codes become
 * tables computed once per dictionary entry, and tables whose members stand side by side become
 * ranges, which run faster. Answers nothing itself.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "eval/plan.h"

static void make_const(struct ld_node *k, bool yes)
{
	k->kind = LD_NODE_CONST;
	k->yes = yes;
}

/* Ends of a range of whole numbers, closed and cut to what the column can hold. */
static void whole_range(struct ld_node *k, const struct ld_cond *c, int64_t least, int64_t most)
{
	int64_t lo = c->has_lo ? c->lo.i : least, hi = c->has_hi ? c->hi.i : most;
	bool empty = (c->has_lo && c->lo_open && lo == INT64_MAX) ||
		     (c->has_hi && c->hi_open && hi == INT64_MIN);
	if (!empty && c->has_lo && c->lo_open)
		lo++;
	if (!empty && c->has_hi && c->hi_open)
		hi--;
	k->lo = lo < least ? least : lo;
	k->hi = hi > most ? most : hi;
	k->kind = LD_NODE_RANGE;
	if (empty || k->lo > k->hi)
		make_const(k, false);
}

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

static int whole_set(
	struct ld_work *w, struct ld_node *k, const struct ld_cond *c, int64_t least, int64_t most)
{
	int64_t *set = ld_arena_array(w->arena, c->nset, sizeof *set);
	if (!set)
		return ld_nomem(w->err);
	for (size_t i = 0; i < c->nset; i++)
		if (c->set[i].i >= least && c->set[i].i <= most)
			set[k->nset++] = c->set[i].i;
	k->kind = LD_NODE_SET;
	k->ints = set;
	if (!k->nset) {
		make_const(k, false);
	} else if ((uint64_t)set[k->nset - 1] - (uint64_t)set[0] == k->nset - 1) {
		k->kind = LD_NODE_RANGE;
		k->lo = set[0];
		k->hi = set[k->nset - 1];
	}
	return 0;
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

/* The table's members side by side are a range; none or all of them the same answer for every cell.
 */
static void simplify(struct ld_node *k, size_t len)
{
	const uint8_t *first = memchr(k->table, LD_TRUE, len);
	if (!first) {
		make_const(k, false);
		return;
	}
	size_t lo = (size_t)(first - k->table), hi = lo;
	while (hi + 1 < len && k->table[hi + 1] == LD_TRUE)
		hi++;
	if (memchr(k->table + hi + 1, LD_TRUE, len - hi - 1))
		return;
	k->kind = LD_NODE_RANGE;
	k->lo = (int64_t)lo;
	k->hi = (int64_t)hi;
}

/* Membership by looking each member up; everything else by testing each text once. */
static void fill_texts(const struct ld_map *dict, const struct ld_cond *c, uint8_t *table)
{
	bool member =
		c->kind == LD_COND_EQUAL || c->kind == LD_COND_ONE_OF || c->kind == LD_COND_NONE_OF;
	for (size_t i = 0; member && i < c->nset; i++) {
		uint32_t code = ld_map_find(dict, c->set[i].s, c->set[i].len);
		if (code != LD_MAP_NONE)
			table[code] = LD_TRUE;
	}
	for (size_t i = 0; !member && i < dict->len; i++) {
		struct ld_value v = {
			.kind = LD_STR, .len = dict->keys[i].len, .s = dict->keys[i].text};
		table[i] = ld_leaf_test(c, &v) ? LD_TRUE : LD_FALSE;
	}
}

static int make_table(struct ld_work *w, struct ld_node *k, const struct ld_cond *c)
{
	bool text = k->col->kind == LD_COL_CODE;
	size_t len = text ? k->col->dict->len : 256;
	uint8_t *table = ld_arena_alloc(w->arena, len ? len : 1);
	struct ld_cond plain = *c;
	if (!table)
		return ld_nomem(w->err);
	if (plain.kind == LD_COND_NONE_OF)
		plain.kind = LD_COND_ONE_OF; /* the node negates */
	if (text)
		fill_texts(k->col->dict, &plain, table);
	for (size_t i = 0; !text && i < len; i++) {
		struct ld_value v = {.kind = LD_I64, .i = (int64_t)i};
		table[i] = ld_leaf_test(&plain, &v) ? LD_TRUE : LD_FALSE;
	}
	k->kind = LD_NODE_TABLE;
	k->table = table;
	simplify(k, len ? len : 1);
	return 0;
}

static int make_number(struct ld_work *w, struct ld_node *k, const struct ld_cond *c)
{
	bool small = k->col->kind == LD_COL_I32, range = c->kind == LD_COND_RANGE;
	int64_t least = small ? INT32_MIN : INT64_MIN, most = small ? INT32_MAX : INT64_MAX;
	if (k->col->kind == LD_COL_F64 && range)
		float_range(k, c);
	else if (k->col->kind == LD_COL_F64)
		return float_set(w, k, c);
	else if (range)
		whole_range(k, c, least, most);
	else
		return whole_set(w, k, c, least, most);
	return 0;
}

/* The nik is no column; one that is not loaded reads as blank. */
static void make_odd(struct ld_work *w, const struct ld_cond *c, struct ld_node *k)
{
	bool marks = c->kind == LD_COND_KNOWN || c->kind == LD_COND_MISSING;
	k->cond = c;
	k->frame = w->f;
	k->kind = c->field ? LD_NODE_BLANK : LD_NODE_NIK;
	if (marks)
		make_const(k, (c->kind == LD_COND_KNOWN) == (c->field == 0));
}

static int make_leaf(struct ld_work *w, const struct ld_cond *c, struct ld_node *k)
{
	if (!c->field || w->f->cols[c->field].kind == LD_COL_NONE) {
		make_odd(w, c, k);
		return 0;
	}
	k->col = &w->f->cols[c->field];
	k->negate = c->kind == LD_COND_NONE_OF;
	if (c->kind == LD_COND_KNOWN || c->kind == LD_COND_MISSING) {
		k->kind = c->kind == LD_COND_KNOWN ? LD_NODE_KNOWN : LD_NODE_MISSING;
		return 0;
	}
	if (k->col->kind == LD_COL_U8 || k->col->kind == LD_COL_CODE)
		return make_table(w, k, c);
	return make_number(w, k, c);
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
