/*
 * Rows with equal cells get one number, so that a function is called once for all of them. Where the
 * columns have few cells, those of a row side by side are an index into a table of groups, and no row
 * keeps a number of its own. Else groups are refined column by column: the pair (group so far, cell)
 * becomes the new group, by a direct table where the cells span little and by a hash table else.
 * Numbers go by first sight in row order, so nothing depends on the way.
 */
#if defined(__GNUC__) && !defined(__clang__) && defined(__OPTIMIZE__)
#pragma GCC optimize("O3") /* as in kernel.c */
#endif

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "eval/plan.h"

struct pairs { /* (group, cell) -> new group */
	struct pair {
		uint64_t cell;
		uint32_t group, id; /* the group before; id + 1, 0 is free */
	} * slots;
	size_t nslots, len;
};

static struct pair *slot_of(const struct pairs *t, uint64_t cell, uint32_t group)
{
	uint64_t h = (cell ^ (uint64_t)group * 0x9E3779B97F4A7C15u) * 0xD6E8FEB86659FD93u;
	for (size_t i = (h ^ h >> 32) & (t->nslots - 1);; i = (i + 1) & (t->nslots - 1))
		if (!t->slots[i].id || (t->slots[i].cell == cell && t->slots[i].group == group))
			return &t->slots[i];
}

static int pairs_grow(struct pairs *t)
{
	struct pairs big = {.nslots = t->nslots ? t->nslots * 2 : 1024, .len = t->len};
	big.slots = calloc(big.nslots, sizeof *big.slots);
	if (!big.slots)
		return LINDUNG_E_NOMEM;
	for (size_t i = 0; i < t->nslots; i++)
		if (t->slots[i].id)
			*slot_of(&big, t->slots[i].cell, t->slots[i].group) = t->slots[i];
	free(t->slots);
	*t = big;
	return 0;
}

/* Of numbers with a fraction too: the frame keeps one zero and one mark of a blank. */
static int refine_hash(struct ld_groups *g, const struct ld_column *c, size_t nrows)
{
	struct pairs t = {0};
	for (size_t r = 0; r < nrows; r++) {
		if (g->of[r] == LD_NO_GROUP)
			continue;
		if (t.len * 2 >= t.nslots && pairs_grow(&t)) {
			free(t.slots);
			return LINDUNG_E_NOMEM;
		}
		struct pair *s = slot_of(&t, ld_column_cell(c, r), g->of[r]);
		if (!s->id)
			*s = (struct pair){ld_column_cell(c, r), g->of[r], (uint32_t)++t.len};
		g->of[r] = s->id - 1;
	}
	free(t.slots);
	g->len = t.len;
	return 0;
}

/* How many cells there could be, the blank among them; of eight bytes too many. */
static uint64_t span_of(const struct ld_column *c, size_t nrows)
{
	uint64_t most = 0;
	if (c->kind == LD_COL_CODE)
		return (uint64_t)c->dict->len + 1;
	for (size_t r = 0; c->size == 1 && r < nrows; r++)
		most = ((const uint8_t *)c->data)[r] > most ? ((const uint8_t *)c->data)[r] : most;
	for (size_t r = 0; c->size == 2 && r < nrows; r++)
		most = ((const uint16_t *)c->data)[r] > most ? ((const uint16_t *)c->data)[r] : most;
	for (size_t r = 0; c->size == 4 && r < nrows; r++)
		most = ((const uint32_t *)c->data)[r] > most ? ((const uint32_t *)c->data)[r] : most;
	return c->size < 8 ? most + 1 : UINT32_MAX;
}

/* A table of so many entries costs no more than the rows themselves. */
static uint64_t most_entries(size_t nrows)
{
	return nrows * 2 > 65536 ? nrows * 2 : 65536;
}

static int refine(struct ld_groups *g, const struct ld_column *c, size_t nrows)
{
	uint64_t span = span_of(c, nrows);
	if (span * g->len > most_entries(nrows))
		return refine_hash(g, c, nrows);
	uint32_t *ids = calloc(span * g->len + 1, sizeof *ids), len = 0;
	if (!ids)
		return LINDUNG_E_NOMEM;
	for (size_t r = 0; r < nrows; r++) {
		if (g->of[r] == LD_NO_GROUP)
			continue;
		uint32_t *id = &ids[g->of[r] * span + ld_column_cell(c, r)];
		if (!*id)
			*id = ++len;
		g->of[r] = *id - 1;
	}
	free(ids);
	g->len = len;
	return 0;
}

/* Every worker has a nik of their own. */
static void refine_nik(struct ld_groups *g, size_t nrows)
{
	g->len = 0;
	for (size_t r = 0; r < nrows; r++)
		if (g->of[r] != LD_NO_GROUP)
			g->of[r] = (uint32_t)g->len++;
}

static void leave_out(struct ld_groups *g, const struct ld_column *c, bool blanks, size_t nrows)
{
	for (size_t r = 0; r < nrows; r++)
		if ((!blanks && ld_column_blank(c, r)) || (c->broken && c->broken[r]))
			g->of[r] = LD_NO_GROUP;
}

/* Numbers are given by first sight, so the first rows are met in their order. */
static int find_first(struct ld_groups *g, size_t nrows)
{
	g->first = malloc((g->len ? g->len : 1) * sizeof *g->first);
	if (!g->first)
		return LINDUNG_E_NOMEM;
	size_t next = 0;
	for (size_t r = 0; r < nrows && next < g->len; r++)
		if (g->of[r] == next)
			g->first[next++] = (uint32_t)r;
	g->len = next;
	return 0;
}

/* ---- by index ---- */

#define INDEX_LOOP(type)                                                                           \
	for (size_t i = 0; i < n; i++)                                                             \
	of[i] += stride * ((const type *)c->data)[start + i]

static void index_block(const struct ld_index *x, size_t start, size_t n, uint32_t *restrict of)
{
	memset(of, 0, n * sizeof *of);
	for (size_t k = 0; k < x->ncols; k++) {
		const struct ld_column *c = x->cols[k];
		uint32_t stride = x->strides[k];
		if (c->size == 1) {
			INDEX_LOOP(uint8_t);
		} else if (c->size == 2) {
			INDEX_LOOP(uint16_t);
		} else {
			INDEX_LOOP(uint32_t);
		}
	}
}

static bool any_blank(const struct ld_index *x, size_t row)
{
	for (size_t k = 0; k < x->ncols; k++)
		if (ld_column_blank(x->cols[k], row))
			return true;
	return false;
}

static int new_group(struct ld_groups *g, bool blanks, size_t row, uint32_t *ret)
{
	if (!blanks && any_blank(&g->index, row)) {
		*ret = LD_NO_GROUP;
		return 0;
	}
	if (!(g->len & (g->len - 1))) { /* full at every power of two */
		uint32_t *first = realloc(g->first, (g->len ? g->len * 2 : 1) * sizeof *first);
		if (!first)
			return LINDUNG_E_NOMEM;
		g->first = first;
	}
	g->first[g->len] = (uint32_t)row;
	*ret = (uint32_t)++g->len; /* 0 is free */
	return 0;
}

static int number_groups(struct ld_groups *g, bool blanks, size_t nrows)
{
	uint32_t of[LD_BLOCK], *groups = g->index.groups;
	int rc = 0;
	for (size_t start = 0, n; start < nrows; start += n) {
		n = nrows - start < LD_BLOCK ? nrows - start : LD_BLOCK;
		index_block(&g->index, start, n, of);
		for (size_t i = 0; !rc && i < n; i++)
			if (!groups[of[i]])
				rc = new_group(g, blanks, start + i, &groups[of[i]]);
	}
	for (size_t i = 0; i < g->index.len; i++)
		groups[i] -= groups[i] != LD_NO_GROUP; /* what is still free becomes no group */
	return rc;
}

/* 0 where the columns have too many cells for it, or rows are left out that an index cannot tell. */
static int group_by_index(struct ld_groups *g, const struct ld_frame *f, const int *fields,
	size_t nfields, bool blanks)
{
	struct ld_index *x = &g->index;
	uint64_t len = 1, most = most_entries(f->nrows);
	x->cols = calloc(nfields + 1, sizeof *x->cols);
	x->strides = calloc(nfields + 1, sizeof *x->strides);
	if (!x->cols || !x->strides)
		return LINDUNG_E_NOMEM;
	for (size_t i = 0; i < nfields; i++) {
		const struct ld_column *c = &f->cols[fields[i]];
		if (!fields[i] || c->kind == LD_COL_NONE || c->size == 8 || c->broken)
			return 0;
		x->cols[x->ncols] = c;
		x->strides[x->ncols++] = (uint32_t)len;
		len *= span_of(c, f->nrows);
		if (len > most)
			return 0;
	}
	x->groups = calloc(len, sizeof *x->groups);
	if (!x->groups)
		return LINDUNG_E_NOMEM;
	x->len = len;
	int rc = number_groups(g, blanks, f->nrows);
	return rc ? rc : 1;
}

void ld_groups_block(const struct ld_groups *g, size_t start, size_t n, uint32_t *restrict of)
{
	if (g->of) {
		memcpy(of, g->of + start, n * sizeof *of);
		return;
	}
	index_block(&g->index, start, n, of);
	for (size_t i = 0; i < n; i++)
		of[i] = g->index.groups[of[i]];
}

uint32_t ld_group_of(const struct ld_groups *g, size_t row)
{
	uint32_t of = LD_NO_GROUP;
	if (g->of || g->index.groups)
		ld_groups_block(g, row, 1, &of);
	return of;
}

/* ---- column by column ---- */

static int group_by_columns(struct ld_groups *g, const struct ld_frame *f, const int *fields,
	size_t nfields, bool blanks, const uint8_t *only)
{
	g->len = 1;
	g->of = calloc(f->nrows ? f->nrows : 1, sizeof *g->of);
	int rc = g->of ? 0 : LINDUNG_E_NOMEM;
	for (size_t r = 0; !rc && only && r < f->nrows; r++)
		if (!only[r])
			g->of[r] = LD_NO_GROUP;
	for (size_t i = 0; !rc && i < nfields; i++)
		if (fields[i] && f->cols[fields[i]].kind == LD_COL_NONE && !blanks)
			memset(g->of, 0xFF, f->nrows * sizeof *g->of);
		else if (fields[i])
			leave_out(g, &f->cols[fields[i]], blanks, f->nrows);
	for (size_t i = 0; !rc && i < nfields; i++)
		if (!fields[i])
			refine_nik(g, f->nrows);
		else if (f->cols[fields[i]].kind != LD_COL_NONE)
			rc = refine(g, &f->cols[fields[i]], f->nrows);
	return rc ? rc : find_first(g, f->nrows);
}

int ld_groups_init(struct ld_groups *g, const struct ld_frame *f, const int *fields, size_t nfields,
	bool blanks, const uint8_t *only)
{
	*g = (struct ld_groups){0};
	int rc = only ? 0 : group_by_index(g, f, fields, nfields, blanks);
	if (!rc) {
		ld_groups_fini(g);
		rc = group_by_columns(g, f, fields, nfields, blanks, only);
	}
	if (rc < 0)
		ld_groups_fini(g);
	return rc < 0 ? rc : 0;
}

void ld_groups_fini(struct ld_groups *g)
{
	free(g->of);
	free(g->index.cols);
	free(g->index.strides);
	free(g->index.groups);
	free(g->first);
	*g = (struct ld_groups){0};
}
