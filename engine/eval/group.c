/*
 * Rows with equal cells get one number, so that a function is called once for all of them. Where the
 * columns have few cells, those of a row side by side are an index into a table of groups, and no row
 * keeps a number of its own. Else a hash table finds the first row with the same cells. Rows are
 * looked at block by block, so that the first groups can be called while others are looked for.
 * Numbers go by first sight in row order, so nothing depends on the way.
 */
#if defined(__GNUC__) && !defined(__clang__) && defined(__OPTIMIZE__)
#pragma GCC optimize("O3") /* as in kernel.c */
#endif

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "eval/plan.h"

static int new_group(struct ld_groups *g, size_t row)
{
	if (!(g->len & (g->len - 1))) { /* full at every power of two */
		uint32_t *first = realloc(g->first, (g->len ? g->len * 2 : 1) * sizeof *first);
		if (!first)
			return LINDUNG_E_NOMEM;
		g->first = first;
	}
	g->first[g->len++] = (uint32_t)row;
	return 0;
}

/* BODY with `cells`, the column's from row `start` on, of their own type. */
#define WITH_CELLS(c, start, BODY)                                                                 \
	switch ((c)->size) {                                                                       \
	case 1: {                                                                                  \
		const uint8_t *cells = (const uint8_t *)(c)->data + (start);                       \
		BODY break;                                                                        \
	}                                                                                          \
	case 2: {                                                                                  \
		const uint16_t *cells = (const uint16_t *)(c)->data + (start);                     \
		BODY break;                                                                        \
	}                                                                                          \
	case 4: {                                                                                  \
		const uint32_t *cells = (const uint32_t *)(c)->data + (start);                     \
		BODY break;                                                                        \
	}                                                                                          \
	default: {                                                                                 \
		const uint64_t *cells = (const uint64_t *)(c)->data + (start);                     \
		BODY break;                                                                        \
	}                                                                                          \
	}

/* ---- by index ---- */

/* How many cells there could be, the blank among them. */
static uint64_t span_of(const struct ld_column *c, size_t nrows)
{
	uint64_t most = 0;
	if (c->kind == LD_COL_CODE)
		return (uint64_t)c->dict->len + 1;
	WITH_CELLS(c, 0, for (size_t r = 0; r < nrows; r++) most = cells[r] > most ? cells[r] : most;)
	return most + 1;
}

static void index_block(const struct ld_index *x, size_t start, size_t n, uint32_t *restrict of)
{
	memset(of, 0, n * sizeof *of);
	for (size_t k = 0; k < x->ncols; k++) {
		const struct ld_column *c = x->cols[k];
		uint32_t stride = x->strides[k];
		WITH_CELLS(c, start, for (size_t i = 0; i < n; i++) of[i] += stride * (uint32_t)cells[i];)
	}
}

static bool any_blank(const struct ld_index *x, size_t row)
{
	for (size_t k = 0; k < x->ncols; k++)
		if (ld_column_blank(x->cols[k], row))
			return true;
	return false;
}

/* Of a table whose entries are one more than the group's number, 0: not seen yet. */
static int look_by_index(struct ld_groups *g, size_t start, size_t n)
{
	uint32_t of[LD_BLOCK], *groups = g->index.groups, unseen = 0;
	index_block(&g->index, start, n, of);
	for (size_t i = 0; i < n; i++)
		unseen |= !groups[of[i]];
	for (size_t i = 0; unseen && i < n; i++) {
		if (groups[of[i]])
			continue;
		if (!g->blanks && any_blank(&g->index, start + i))
			groups[of[i]] = LD_NO_GROUP;
		else if (new_group(g, start + i))
			return LINDUNG_E_NOMEM;
		else
			groups[of[i]] = (uint32_t)g->len;
	}
	return 0;
}

/* 0 where the columns have too many cells for it, or rows are left out that an index cannot tell. */
static int index_init(struct ld_groups *g)
{
	struct ld_index *x = &g->index;
	uint64_t len = 1, most = g->f->nrows > 32768 ? 2 * (uint64_t)g->f->nrows : 65536; /* no more than rows cost */
	x->cols = calloc(g->nfields + 1, sizeof *x->cols);
	x->strides = calloc(g->nfields + 1, sizeof *x->strides);
	if (!x->cols || !x->strides)
		return LINDUNG_E_NOMEM;
	for (size_t i = 0; i < g->nfields; i++) {
		const struct ld_column *c = &g->f->cols[g->fields[i]];
		if (!g->fields[i] || c->kind == LD_COL_NONE || c->size == 8 || c->broken)
			return 0;
		x->cols[x->ncols] = c;
		x->strides[x->ncols++] = (uint32_t)len;
		len *= span_of(c, g->f->nrows);
		if (len > most)
			return 0;
	}
	x->groups = calloc(len, sizeof *x->groups);
	if (!x->groups)
		return LINDUNG_E_NOMEM;
	x->len = len;
	return 1;
}

static void index_done(struct ld_index *x)
{
	for (size_t i = 0; i < x->len; i++)
		x->groups[i] -= x->groups[i] != LD_NO_GROUP; /* what was not seen becomes no group */
}

/* ---- by hash ---- */

struct slot {
	uint32_t hash, id; /* id + 1; 0 is free */
};

/* Bijective: of one column of four bytes or less equal hashes are equal cells. */
static inline uint32_t mix(uint32_t h)
{
	h *= 0x9E3779B1u;
	h ^= h >> 15;
	h *= 0x85EBCA77u;
	return h ^ h >> 13;
}

static void hash_block(const struct ld_groups *g, size_t start, size_t n, uint32_t *restrict hash)
{
	memset(hash, 0, n * sizeof *hash);
	for (size_t k = 0; k < g->nfields; k++) {
		const struct ld_column *c = &g->f->cols[g->fields[k]];
		if (c->kind == LD_COL_NONE)
			continue;
		WITH_CELLS(c, start, for (size_t i = 0; i < n; i++) hash[i] = mix(hash[i] ^ (uint32_t)cells[i]);)
		if (c->size == 8)
			WITH_CELLS(c, start, for (size_t i = 0; i < n; i++) hash[i] = mix(hash[i] ^ (uint32_t)((uint64_t)cells[i] >> 32));)
	}
}

/* Of numbers with a fraction too: the frame keeps one zero and one mark of a blank. */
static bool same(const struct ld_groups *g, size_t a, size_t b)
{
	for (size_t k = 0; k < g->nfields; k++) {
		const struct ld_column *c = &g->f->cols[g->fields[k]];
		if (c->kind != LD_COL_NONE && ld_column_cell(c, a) != ld_column_cell(c, b))
			return false;
	}
	return true;
}

static struct slot *slot_of(const struct ld_tuples *t, uint32_t hash)
{
	return &t->slots[hash & (t->nslots - 1)];
}

static struct slot *next_slot(const struct ld_tuples *t, struct slot *s)
{
	return ++s == t->slots + t->nslots ? t->slots : s;
}

/* Room for n groups more, half of the slots free; for all rows where nearly each so far is a group of its own. */
static int tuples_grow(struct ld_groups *g, size_t n)
{
	struct ld_tuples *t = &g->tuples;
	struct ld_tuples big = {.nslots = t->nslots ? t->nslots : 2 * LD_BLOCK, .exact = t->exact};
	size_t most = g->len + n;
	if (2 * most > t->nslots && g->len > g->rows / 4 * 3)
		most = g->len + (g->f->nrows - g->rows);
	while (big.nslots < 2 * most)
		big.nslots *= 2;
	if (big.nslots == t->nslots)
		return 0;
	big.slots = calloc(big.nslots, sizeof *big.slots);
	if (!big.slots)
		return LINDUNG_E_NOMEM;
	for (size_t i = 0; i < t->nslots; i++) {
		if (!t->slots[i].id)
			continue;
		struct slot *s = slot_of(&big, t->slots[i].hash);
		while (s->id)
			s = next_slot(&big, s);
		*s = t->slots[i];
	}
	free(t->slots);
	*t = big;
	return 0;
}

/* The row's slot: free when it has no like. */
static struct slot *find(const struct ld_groups *g, uint32_t hash, size_t row)
{
	const struct ld_tuples *t = &g->tuples;
	struct slot *s = slot_of(t, hash);
	while (s->id && (s->hash != hash || (!t->exact && !same(g, g->first[s->id - 1], row))))
		s = next_slot(t, s);
	return s;
}

static void leave_out(struct ld_groups *g, size_t start, size_t n)
{
	uint32_t *of = g->of + start;
	for (size_t i = 0; i < n; i++)
		of[i] = g->only && !g->only[start + i] ? LD_NO_GROUP : 0;
	for (size_t k = 0; k < g->nfields; k++) {
		const struct ld_column *c = &g->f->cols[g->fields[k]];
		if (!g->fields[k])
			continue;
		for (size_t i = 0; (c->kind == LD_COL_NONE || c->kind == LD_COL_F64) && !g->blanks && i < n; i++)
			of[i] |= ld_column_blank(c, start + i) ? LD_NO_GROUP : 0;
		if (!g->blanks && (c->kind == LD_COL_WHOLE || c->kind == LD_COL_CODE))
			WITH_CELLS(c, start, for (size_t i = 0; i < n; i++) of[i] |= cells[i] ? 0 : LD_NO_GROUP;)
		for (size_t i = 0; c->broken && i < n; i++)
			of[i] |= c->broken[start + i] ? LD_NO_GROUP : 0;
	}
}

static int look_by_hash(struct ld_groups *g, size_t start, size_t n)
{
	uint32_t hash[LD_BLOCK], *of = g->of + start;
	leave_out(g, start, n);
	if (!g->tuples.nik) {
		hash_block(g, start, n, hash);
		if (tuples_grow(g, n))
			return LINDUNG_E_NOMEM;
		for (size_t i = 0; i < n; i++)
			__builtin_prefetch(slot_of(&g->tuples, hash[i]));
	}
	for (size_t i = 0; i < n; i++) {
		if (of[i] == LD_NO_GROUP)
			continue;
		struct slot *s = g->tuples.nik ? NULL : find(g, hash[i], start + i);
		if (s && s->id) {
			of[i] = s->id - 1;
			continue;
		}
		of[i] = (uint32_t)g->len;
		if (new_group(g, start + i))
			return LINDUNG_E_NOMEM;
		if (s)
			*s = (struct slot){hash[i], (uint32_t)g->len};
	}
	return 0;
}

static int tuples_init(struct ld_groups *g)
{
	for (size_t k = 0; k < g->nfields; k++)
		g->tuples.nik |= !g->fields[k];
	g->tuples.exact = g->nfields == 1 && g->f->cols[g->fields[0]].size <= 4;
	g->of = malloc((g->f->nrows ? g->f->nrows : 1) * sizeof *g->of);
	return g->of ? 0 : LINDUNG_E_NOMEM;
}

/* ---- */

int ld_groups_init(struct ld_groups *g, const struct ld_frame *f, const int *fields, size_t nfields,
	bool blanks, const uint8_t *only)
{
	*g = (struct ld_groups){.f = f, .fields = fields, .nfields = nfields, .blanks = blanks, .only = only};
	int rc = only ? 0 : index_init(g);
	if (rc < 0) {
		ld_groups_fini(g);
		return rc;
	}
	return rc ? 0 : tuples_init(g);
}

int ld_groups_find(struct ld_groups *g, size_t want)
{
	size_t nrows = g->f->nrows;
	if (g->done)
		return 0;
	while (g->rows < nrows && g->len < want) {
		size_t n = nrows - g->rows < LD_BLOCK ? nrows - g->rows : LD_BLOCK;
		int rc = g->of ? look_by_hash(g, g->rows, n) : look_by_index(g, g->rows, n);
		if (rc)
			return rc;
		g->rows += n;
	}
	g->done = g->rows == nrows;
	if (g->done) {
		index_done(&g->index);
		free(g->tuples.slots);
		g->tuples.slots = NULL;
	}
	return 0;
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

void ld_groups_fini(struct ld_groups *g)
{
	free(g->of);
	free(g->index.cols);
	free(g->index.strides);
	free(g->index.groups);
	free(g->tuples.slots);
	free(g->first);
	*g = (struct ld_groups){0};
}
