/*
 * Who is on the list beside who is poor: workers, eligible, selected and rupiah of every group, apart for the poor, the
 * others and those of whom nobody can say. A blank is a group of its own in either direction and never counts as a no.
 * Groups are found by the cells of a column, without printing a value, so a million workers are counted in one pass a
 * field.
 */
#include "study/picture.h"

#include <stdlib.h>
#include <string.h>

struct counting {
	const struct ld_alloc_in *in;
	const struct ld_allocation *a;
	struct ld_balance *b;
	uint8_t *poor; /* [nrows] enum ld_truth */
};

static void find_poor(struct counting *c, const struct ld_poverty *poor)
{
	size_t rows = c->a->nrows;
	memset(c->poor, LD_UNKNOWN, rows);
	for (size_t start = 0; start < rows && poor->rule >= 0; start += LD_BLOCK)
		ld_outcomes_rule(c->in->o, (size_t)poor->rule, start, rows - start < LD_BLOCK ? rows - start : LD_BLOCK,
			c->poor + start);
	if (poor->rule >= 0 || poor->field < 0)
		return;
	const struct ld_column *column = &c->in->f->cols[poor->field];
	for (size_t row = 0; row < rows && column->kind == LD_COL_WHOLE; row++)
		if (!ld_column_blank(column, row))
			c->poor[row] = ld_column_value(column, row) <= poor->at_most ? LD_TRUE : LD_FALSE;
}

static void count(const struct counting *c, size_t row, struct ld_balance_count *n)
{
	const struct ld_verdict *v = ld_allocation_verdict(c->a, row);
	uint8_t poor = c->poor[row];
	n->workers[poor]++;
	n->eligible[poor] += v->status == LD_SELECTED || v->status == LD_RESERVE;
	n->selected[poor] += v->status == LD_SELECTED;
	n->committed[poor] += v->status == LD_SELECTED ? v->cost : 0;
}

/* The largest cell of a column, which numbers its groups; those are 1 … most, and 0 are the blanks. */
static uint64_t largest(const struct ld_column *column, size_t rows)
{
	uint64_t most = 0;
	for (size_t row = 0; row < rows; row++) {
		uint64_t cell = ld_column_cell(column, row);
		most = cell > most ? cell : most;
	}
	return most;
}

static bool is_empty(const struct ld_balance_count *n)
{
	return !(n->workers[LD_FALSE] + n->workers[LD_UNKNOWN] + n->workers[LD_TRUE]);
}

/* groups: [most + 1] by cell, behind them one row of each. */
static void keep_groups(const struct counting *c, struct ld_balance_field *to, const struct ld_balance_count *groups,
	const size_t *row_of, uint64_t most)
{
	for (uint64_t i = 0; i <= most; i++) {
		uint64_t cell = i < most ? i + 1 : 0;
		if (is_empty(&groups[cell]))
			continue;
		struct ld_balance_group *g = &to->groups[to->ngroups++];
		g->n = groups[cell];
		g->value = ld_frame_get(c->in->f, (size_t)to->field, row_of[cell]);
	}
}

static int count_field(struct counting *c, struct ld_balance_field *to)
{
	const struct ld_column *column = &c->in->f->cols[to->field];
	uint64_t most = largest(column, c->a->nrows);
	if (most > LD_BALANCE_GROUPS) {
		to->too_many = true;
		return 0;
	}
	struct ld_balance_count *groups = calloc(most + 1, sizeof *groups);
	size_t *row_of = calloc(most + 1, sizeof *row_of);
	to->groups = ld_arena_array(&c->b->arena, most + 1, sizeof *to->groups);
	bool ok = groups && row_of && to->groups;
	for (size_t row = 0; row < c->a->nrows && ok; row++) {
		uint64_t cell = ld_column_cell(column, row);
		row_of[cell] = row;
		count(c, row, &groups[cell]);
	}
	if (ok)
		keep_groups(c, to, groups, row_of, most);
	free(groups);
	free(row_of);
	return ok ? 0 : -1;
}

static bool is_grouped(const struct ld_frame *f, int field)
{
	enum ld_col_kind kind = f->cols[field].kind;
	return field > 0 && (kind == LD_COL_WHOLE || kind == LD_COL_CODE);
}

static int count_all(struct counting *c, const struct ld_poverty *poor, const int *fields, size_t nfields)
{
	c->b->fields = ld_arena_array(&c->b->arena, nfields, sizeof *c->b->fields);
	if (!c->b->fields)
		return -1;
	find_poor(c, poor);
	for (size_t row = 0; row < c->a->nrows; row++)
		count(c, row, &c->b->all);
	for (size_t i = 0; i < nfields; i++) {
		if (!is_grouped(c->in->f, fields[i]))
			continue;
		struct ld_balance_field *to = &c->b->fields[c->b->nfields++];
		to->field = fields[i];
		if (count_field(c, to) < 0)
			return -1;
	}
	return 0;
}

int ld_study_balance(const struct ld_alloc_in *in, const struct ld_allocation *a, const struct ld_poverty *poor,
	const int *fields, size_t nfields, struct ld_balance **ret, struct lindung_error *err)
{
	struct counting c = {in, a, calloc(1, sizeof *c.b), malloc(a->nrows + 1)};
	int rc = c.b && c.poor ? count_all(&c, poor, fields, nfields) : -1;
	free(c.poor);
	if (rc < 0) {
		ld_balance_free(c.b);
		return ld_nomem(err);
	}
	*ret = c.b;
	return 0;
}

void ld_balance_free(struct ld_balance *b)
{
	if (!b)
		return;
	ld_arena_fini(&b->arena);
	free(b);
}
