/*
 * Rows with equal cells get one number, so that a function is called once for all of them. Groups
 * are refined column by column: the pair (group so far, cell) becomes the new group, by a direct
 * table where the cells span little and by a hash table else. Numbers go by first sight in row
 * order, so nothing depends on the hash.
 */
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

/* How many cells there could be, the blank among them. */
static uint64_t span_of(const struct ld_column *c, size_t nrows)
{
	uint64_t most = 0;
	if (c->kind == LD_COL_CODE)
		return (uint64_t)c->dict->len + 1;
	if (c->size <= 2)
		return ld_column_most(c) + 1;
	for (size_t r = 0; c->size == 4 && r < nrows; r++) {
		uint64_t cell = ld_column_cell(c, r);
		most = cell > most ? cell : most;
	}
	return c->size == 4 ? most + 1 : UINT32_MAX;
}

static int refine(struct ld_groups *g, const struct ld_column *c, size_t nrows)
{
	uint64_t span = span_of(c, nrows), most = nrows * 2 > 65536 ? nrows * 2 : 65536;
	if (span * g->len > most)
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

int ld_groups_init(struct ld_groups *g, const struct ld_frame *f, const int *fields, size_t nfields,
	bool blanks, const uint8_t *only)
{
	*g = (struct ld_groups){.len = 1};
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
	if (!rc)
		rc = find_first(g, f->nrows);
	if (rc)
		ld_groups_fini(g);
	return rc;
}

void ld_groups_fini(struct ld_groups *g)
{
	free(g->of);
	free(g->first);
	*g = (struct ld_groups){0};
}
