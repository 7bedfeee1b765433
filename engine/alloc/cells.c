/*
 * Cells: what a list can see of an eligible worker besides rank, as one number each, whatever the budgets, months and limits. A
 * worker's marks are taken in one after the other, and each pair of the cell so far and a further mark is numbered in order of
 * first sight in rank order. Marks that only quotas look at come last, so that who pays whom is decided by kinds, of which there
 * are fewer. Groups are those that anybody has, eligible or not.
 */
#include <stdlib.h>
#include <string.h>

#include "alloc/marks.h"
#include "base/error.h"
#include "base/limits.h"

struct build {
	struct marks m;
	struct cells *c;
};

/* ---- numbering ---- */

/* A mark that is the same for all: every cell stays as it is. */
static int take_same(struct mark *m, size_t ncells)
{
	for (uint32_t cell = 0; cell < ncells; cell++)
		if (ld_pairs_add(&m->pairs, ld_pair(cell, 0)) == LD_PAIR_NONE)
			return -1;
	return 0;
}

static int take_in(struct mark *m, uint32_t *cell, const struct order *o)
{
	uint64_t last = 0;
	uint32_t id = LD_PAIR_NONE;
	for (size_t e = 0; e < o->n; e++) {
		uint64_t key = ld_pair(cell[e], ld_mark_of(m, o->rows[e]));
		if (key != last || id == LD_PAIR_NONE)
			id = ld_pairs_add(&m->pairs, key);
		if (id == LD_PAIR_NONE)
			return -1;
		last = key;
		cell[e] = id;
	}
	return 0;
}

static int number_cells(struct build *b)
{
	struct cells *c = b->c;
	const struct order *o = b->m.order;
	c->of = ld_arena_array(&c->arena, o->n, sizeof *c->of);
	c->n = o->n > 0;
	for (size_t i = 0; c->of && i < b->m.n; c->n = b->m.list[i++].pairs.len) {
		struct mark *m = &b->m.list[i];
		if (m->own || m->c ? take_in(m, c->of, o) : take_same(m, c->n))
			return -1;
	}
	c->nkinds = b->m.list[b->m.nkind - 1].pairs.len;
	c->eligible = ld_arena_array(&c->arena, c->n, sizeof *c->eligible);
	for (size_t e = 0; c->of && c->eligible && e < o->n; e++)
		c->eligible[c->of[e]]++;
	return c->of && c->eligible ? 0 : -1;
}

/* What a cell was made of, from the last mark to the first. */
static void unfold(struct build *b, uint32_t cell, uint32_t *const *group)
{
	struct cells *c = b->c;
	uint32_t id = cell;
	size_t fields = b->m.n - c->ncodes; /* the marks before are conditions and cover */
	for (size_t i = b->m.n; i-- > 0;) {
		if (i + 1 == b->m.nkind) {
			c->kind[cell] = id;
			c->cell[id] = cell;
		}
		uint32_t kind = c->kind[cell], mark = (uint32_t)b->m.list[i].pairs.keys[id];
		id = (uint32_t)(b->m.list[i].pairs.keys[id] >> 32);
		if (i >= fields)
			c->group[cell * c->ncodes + i - fields] = group[i - fields][mark];
		else if (i == c->nwords)
			c->cover[kind] = mark;
		else
			c->only[kind * c->nwords + i] = mark;
	}
}

/* ---- groups of a field ---- */

struct named {
	const char *text;
	uint32_t mark;
};

static int by_text(const void *a, const void *b)
{
	return strcmp(((const struct named *)a)->text, ((const struct named *)b)->text);
}

/* A worker with each mark, eligible or not; UINT32_MAX: nobody. */
static uint32_t *worker_of_marks(const struct mark *m, size_t nrows)
{
	uint32_t *row = malloc(m->n * sizeof *row);
	if (!row)
		return NULL;
	memset(row, 0xFF, m->n * sizeof *row);
	for (size_t i = 0; i < nrows; i++)
		row[ld_mark_of(m, i)] = (uint32_t)i;
	return row;
}

/* The groups that workers have; codes of a dictionary are in byte order already. group: a worker of each mark, and then its
 * group. */
static int name_groups(struct build *b, struct codes *c, const struct mark *m, uint32_t *group)
{
	LD_CLEANUP(ld_buf_fini) struct ld_buf text = ld_buf_init(LD_MAX_CELL);
	struct named *list = malloc(m->n * sizeof *list);
	group[0] = LD_NO_GROUP;
	for (uint32_t i = 1; i < m->n && list; i++) {
		if (group[i] == UINT32_MAX)
			continue;
		struct ld_value v = ld_frame_get(b->m.in->f, (size_t)c->field, group[i]);
		ld_buf_reset(&text);
		ld_field_print(&b->m.in->p->fields.items[c->field], &v, &text);
		const char *name = text.failed ? NULL : ld_arena_strdup(&b->c->arena, ld_buf_text(&text));
		if (!name) {
			free(list);
			return -1;
		}
		list[c->n++] = (struct named){name, i};
	}
	c->text = list ? ld_arena_array(&b->c->arena, c->n, sizeof *c->text) : NULL;
	if (c->text && c->n && m->c->kind != LD_COL_CODE)
		qsort(list, c->n, sizeof *list, by_text);
	for (uint32_t i = 0; c->text && i < c->n; i++) {
		c->text[i] = list[i].text;
		group[list[i].mark] = i;
	}
	free(list);
	return c->text ? 0 : -1;
}

static int group_cells(struct build *b)
{
	struct cells *c = b->c;
	struct mark *fields = b->m.list + b->m.n - c->ncodes;
	int bad = 0;
	uint32_t **group = calloc(c->ncodes + 1, sizeof *group);
	for (size_t i = 0; group && i < c->ncodes && !bad; i++) {
		group[i] = worker_of_marks(&fields[i], b->m.in->f->nrows);
		bad = !group[i] || name_groups(b, &c->codes[i], &fields[i], group[i]);
	}
	for (uint32_t cell = 0; group && cell < c->n && !bad; cell++)
		unfold(b, cell, group);
	for (size_t i = 0; group && i < c->ncodes; i++)
		free(group[i]);
	free(group);
	return group && !bad ? 0 : -1;
}

/* ---- all of it ---- */

static void add_field(struct ld_fingerprint *f, const struct ld_alloc_in *in, int field)
{
	ld_fingerprint_number(f, field);
	ld_fingerprint_column(f, &in->f->cols[field], field ? in->f->nrows : 0);
}

static struct ld_fingerprint made_from(const struct marks *m)
{
	const struct ld_alloc_in *in = m->in;
	const struct ld_programme *p = in->p;
	struct ld_fingerprint f = {0};
	const int fields[] = {p->covered_from, p->covered_to, p->segment};
	for (size_t i = 0; i < m->nwords; i++)
		ld_fingerprint_add(&f, m->list[i].own, in->f->nrows * sizeof *m->list[i].own);
	ld_fingerprint_add(&f, in->covers, in->ncovers * sizeof *in->covers);
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
		ld_fingerprint_number(&f, fields[i]);
		if (fields[i] >= 0)
			add_field(&f, in, fields[i]);
	}
	for (size_t i = 0; i < p->nfunders; i++)
		if (p->funders[i].purses != LD_PURSES_NONE)
			add_field(&f, in, p->funders[i].by);
	ld_fingerprint_number(&f, -1);
	for (size_t i = 0; i < p->nquotas; i++)
		add_field(&f, in, p->quotas[i].by);
	return f;
}

static int make(struct build *b)
{
	struct cells *c = b->c;
	if (ld_marks_make(&b->m, c) || number_cells(b))
		return -1;
	c->kind = ld_arena_array(&c->arena, c->n, sizeof *c->kind);
	c->cell = ld_arena_array(&c->arena, c->nkinds, sizeof *c->cell);
	c->cover = ld_arena_array(&c->arena, c->nkinds, sizeof *c->cover);
	c->only = ld_arena_array(&c->arena, c->nkinds * c->nwords, sizeof *c->only);
	c->group = ld_arena_array(&c->arena, c->n * c->ncodes, sizeof *c->group);
	return c->kind && c->cell && c->cover && c->only && c->group ? group_cells(b) : -1;
}

static int renew(struct build *b, bool once, struct lindung_error *err)
{
	struct cells *c = b->c;
	struct ld_fingerprint from = once ? (struct ld_fingerprint){0} : made_from(&b->m);
	if (c->made && ld_fingerprint_equal(&c->from, &from))
		return 0;
	ld_alloc_cells_fini(c);
	if (make(b)) {
		ld_alloc_cells_fini(c);
		return ld_nomem(err);
	}
	c->from = from;
	c->made = true;
	return 1;
}

int ld_alloc_cells(const struct ld_alloc_in *in, const struct order *o, bool once, struct cells *c, struct lindung_error *err)
{
	struct build b = {.c = c};
	int rc = ld_marks_judge(in, o, &b.m, err);
	if (rc >= 0)
		rc = renew(&b, once, err);
	ld_marks_fini(&b.m);
	return rc;
}

void ld_alloc_cells_fini(struct cells *c)
{
	ld_arena_fini(&c->arena);
	*c = (struct cells){0};
}
