/*
 * Cells: what a list can see of a worker besides rank, as one number a worker, whatever their fate and whatever the budgets,
 * months and limits. A worker's marks are taken in one after the other, and each pair of the cell so far and a further mark is
 * numbered in order of first sight in nik order. Marks that only quotas look at come last, so that who pays whom is decided by
 * kinds, of which there are fewer.
 */
#include <stdlib.h>
#include <string.h>

#include "alloc/marks.h"
#include "base/error.h"
#include "base/limits.h"

struct build {
	struct marks m;
	struct cells *c;
	uint32_t *row; /* of the first worker of each cell */
};

/* ---- numbering ---- */

static int take_in(struct mark *m, uint32_t *cell, size_t nrows)
{
	uint64_t last = 0;
	uint32_t id = LD_PAIR_NONE;
	for (size_t row = 0; row < nrows; row++) {
		uint64_t key = ld_pair(cell[row], ld_mark_of(m, row));
		if (key != last || id == LD_PAIR_NONE)
			id = ld_pairs_add(&m->pairs, key);
		if (id == LD_PAIR_NONE)
			return -1;
		last = key;
		cell[row] = id;
	}
	return 0;
}

static int number_cells(struct build *b)
{
	struct cells *c = b->c;
	size_t nrows = b->m.in->f->nrows;
	c->of = ld_arena_array(&c->arena, nrows, sizeof *c->of);
	for (size_t i = 0; c->of && i < b->m.n; i++)
		if (take_in(&b->m.list[i], c->of, nrows))
			return -1;
	c->nkinds = b->m.list[b->m.nkind - 1].pairs.len;
	c->n = b->m.list[b->m.n - 1].pairs.len;
	b->row = malloc((c->n + 1) * sizeof *b->row);
	for (size_t row = nrows; c->of && b->row && row-- > 0;)
		b->row[c->of[row]] = (uint32_t)row;
	return c->of && b->row ? 0 : -1;
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

/* A worker with each mark; UINT32_MAX: nobody. *ret_n is one more than the largest mark. */
static uint32_t *worker_of_marks(const struct build *b, const struct mark *m, size_t *ret_n)
{
	size_t n = 1;
	for (uint32_t i = 0; i < m->pairs.len; i++)
		n = (uint32_t)m->pairs.keys[i] >= n ? (size_t)(uint32_t)m->pairs.keys[i] + 1 : n;
	uint32_t *row = malloc(n * sizeof *row);
	if (!row)
		return NULL;
	memset(row, 0xFF, n * sizeof *row);
	for (uint32_t cell = 0; cell < b->c->n; cell++)
		row[ld_mark_of(m, b->row[cell])] = b->row[cell];
	*ret_n = n;
	return row;
}

/* The groups that workers have; codes of a dictionary are in byte order already. group: a worker of each mark, and then its
 * group. */
static int name_groups(struct build *b, struct codes *c, const struct mark *m, uint32_t *group, size_t nmarks)
{
	LD_CLEANUP(ld_buf_fini) struct ld_buf text = ld_buf_init(LD_MAX_CELL);
	struct named *list = malloc(nmarks * sizeof *list);
	group[0] = LD_NO_GROUP;
	for (uint32_t i = 1; i < nmarks && list; i++) {
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
		size_t n;
		group[i] = worker_of_marks(b, &fields[i], &n);
		bad = !group[i] || name_groups(b, &c->codes[i], &fields[i], group[i], n);
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

static int renew(struct build *b, struct lindung_error *err)
{
	struct cells *c = b->c;
	struct ld_fingerprint from = made_from(&b->m);
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

int ld_alloc_cells(const struct ld_alloc_in *in, struct cells *c, struct lindung_error *err)
{
	struct build b = {.c = c};
	int rc = ld_marks_judge(in, &b.m, err);
	if (rc >= 0)
		rc = renew(&b, err);
	ld_marks_fini(&b.m);
	free(b.row);
	return rc;
}

void ld_alloc_cells_fini(struct cells *c)
{
	ld_arena_fini(&c->arena);
	*c = (struct cells){0};
}
