/*
 * Cells: what a list can see of a worker besides rank, as one number a worker, whatever their fate and whatever the budgets,
 * months and limits. A worker's marks (which funders' conditions hold, months covered, groups) are taken in one after the
 * other, and each pair of the cell so far and a further mark is numbered in order of first sight in nik order. Marks that
 * only quotas look at come last, so that what pays whom is decided by kinds, of which there are fewer.
 */
#include <stdlib.h>
#include <string.h>

#include "alloc/pairs.h"
#include "alloc/work.h"
#include "base/date.h"
#include "base/error.h"
#include "base/limits.h"

enum { ONLY_BITS = 32, LARGEST_DIRECT = 2 };

struct mark { /* a number a worker: an array of its own, or the cells of a column */
	uint32_t *own;
	const struct ld_column *c;
	struct ld_pairs pairs; /* by cell so far and mark */
};

struct build {
	const struct ld_alloc_in *in;
	struct cells *c;
	struct mark *marks; /* [nmarks] conditions, cover, fields */
	size_t nmarks, nkind_marks;
	struct ld_pairs intervals, covers;
	uint32_t *row; /* of the first worker of each cell */
};

static uint32_t mark_of(const struct mark *m, size_t row)
{
	return m->own ? m->own[row] : (uint32_t)ld_column_cell(m->c, row);
}

static int own_array(struct mark *m, size_t nrows)
{
	m->own = calloc(nrows + 1, sizeof *m->own);
	return m->own ? 0 : -1;
}

/* ---- conditions of funders ---- */

static size_t count_only(const struct ld_programme *p)
{
	size_t n = 0;
	for (size_t i = 0; i < p->nfunders; i++)
		n += p->funders[i].only != NULL;
	return n;
}

static size_t count_words(const struct ld_programme *p)
{
	return (count_only(p) + ONLY_BITS - 1) / ONLY_BITS;
}

static int judge_only(struct build *b, struct lindung_error *err)
{
	const struct ld_programme *p = b->in->p;
	size_t nrows = b->in->f->nrows, bit = 0;
	uint8_t *out = malloc(nrows + 1);
	int rc = out ? 0 : ld_nomem(err);
	for (size_t i = 0; i < p->nfunders && rc >= 0; i++) {
		if (!p->funders[i].only)
			continue;
		uint32_t *own = b->marks[bit / ONLY_BITS].own;
		rc = ld_eval_cond(p, b->in->f, p->funders[i].only, b->in->calls, out, NULL, err);
		for (size_t row = 0; row < nrows && rc >= 0; row++)
			own[row] |= (uint32_t)(out[row] == LD_TRUE) << bit % ONLY_BITS;
		bit++;
	}
	free(out);
	return rc < 0 ? rc : 0;
}

/* ---- months covered ---- */

/* Months of the worker's BPJS record; false when it covers nothing. One whose ends stand the wrong way round covers what lies
 * between them: it is a slip of whoever wrote it down, and nobody is to be paid for twice. */
static bool record(const struct ld_alloc_in *in, size_t row, int32_t *ret_from, int32_t *ret_to)
{
	const struct ld_programme *p = in->p;
	struct ld_value from = {0}, to = {0};
	if (p->covered_from >= 0)
		from = ld_frame_get(in->f, (size_t)p->covered_from, row);
	if (p->covered_to >= 0)
		to = ld_frame_get(in->f, (size_t)p->covered_to, row);
	*ret_from = from.kind == LD_MISSING ? INT32_MIN : ld_month_of((int32_t)from.i);
	*ret_to = to.kind == LD_MISSING ? INT32_MAX : ld_month_of((int32_t)to.i);
	if (*ret_from > *ret_to) {
		int32_t last = *ret_from;
		*ret_from = *ret_to;
		*ret_to = last;
	}
	return from.kind != LD_MISSING || to.kind != LD_MISSING;
}

static int cover(struct build *b, uint32_t *cover, int32_t from, int32_t to)
{
	uint32_t interval = ld_pairs_add(&b->intervals, ld_pair((uint32_t)from, (uint32_t)to));
	uint32_t id = interval == LD_PAIR_NONE ? LD_PAIR_NONE : ld_pairs_add(&b->covers, ld_pair(*cover, interval));
	if (id == LD_PAIR_NONE)
		return -1;
	*cover = id + 1;
	return 0;
}

static int cover_all(struct build *b, uint32_t *covers)
{
	const struct ld_alloc_in *in = b->in;
	bool records = in->p->covered_from >= 0 || in->p->covered_to >= 0;
	int32_t from, to;
	for (size_t row = 0; row < in->f->nrows && records; row++)
		if (record(in, row, &from, &to) && cover(b, &covers[row], from, to))
			return -1;
	for (size_t i = 0; i < in->ncovers; i++)
		if (cover(b, &covers[in->covers[i].row], in->covers[i].from, in->covers[i].to))
			return -1;
	b->c->covers = ld_arena_array(&b->c->arena, b->covers.len, sizeof *b->c->covers);
	for (uint32_t i = 0; b->c->covers && i < b->covers.len; i++) {
		uint64_t interval = b->intervals.keys[(uint32_t)b->covers.keys[i]];
		b->c->covers[i] = (struct cover){(uint32_t)(b->covers.keys[i] >> 32), (int32_t)(interval >> 32),
			(int32_t)(uint32_t)interval};
	}
	return b->c->covers ? 0 : -1;
}

/* ---- fields ---- */

/* Numbers of a column whose cells are too many to be used as they are; blanks are 0. */
static int number_values(struct mark *m, const struct ld_frame *f, int field)
{
	LD_CLEANUP(ld_pairs_fini) struct ld_pairs ids = {0};
	const struct ld_column *c = &f->cols[field];
	if (own_array(m, f->nrows))
		return -1;
	for (size_t row = 0; row < f->nrows; row++) {
		if (!field) {
			m->own[row] = (uint32_t)row + 1;
			continue;
		}
		uint32_t id = ld_column_blank(c, row) ? 0 : ld_pairs_add(&ids, ld_column_cell(c, row));
		if (id == LD_PAIR_NONE)
			return -1;
		m->own[row] = ld_column_blank(c, row) ? 0 : id + 1;
	}
	return 0;
}

static int mark_field(struct build *b, int field)
{
	struct codes *c = &b->c->codes[b->c->ncodes++];
	struct mark *m = &b->marks[b->nmarks++];
	const struct ld_column *column = &b->in->f->cols[field];
	bool direct = column->kind == LD_COL_CODE || (column->kind == LD_COL_WHOLE && column->size <= LARGEST_DIRECT);
	c->field = field;
	m->c = column;
	return direct ? 0 : number_values(m, b->in->f, field);
}

static bool is_marked(const struct cells *c, int field)
{
	for (size_t i = 0; i < c->ncodes; i++)
		if (c->codes[i].field == field)
			return true;
	return false;
}

static int mark_fields(struct build *b)
{
	const struct ld_programme *p = b->in->p;
	int bad = p->segment >= 0 ? mark_field(b, p->segment) : 0;
	for (size_t i = 0; i < p->nfunders && !bad; i++)
		if (p->funders[i].purses != LD_PURSES_NONE && !is_marked(b->c, p->funders[i].by))
			bad = mark_field(b, p->funders[i].by);
	b->nkind_marks = b->nmarks;
	for (size_t i = 0; i < p->nquotas && !bad; i++)
		if (!is_marked(b->c, p->quotas[i].by))
			bad = mark_field(b, p->quotas[i].by);
	return bad;
}

/* ---- numbering ---- */

static int take_in(struct mark *m, uint32_t *cell, size_t nrows)
{
	uint64_t last = 0;
	uint32_t id = LD_PAIR_NONE;
	for (size_t row = 0; row < nrows; row++) {
		uint64_t key = ld_pair(cell[row], mark_of(m, row));
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
	size_t nrows = b->in->f->nrows;
	c->of = ld_arena_array(&c->arena, nrows, sizeof *c->of);
	for (size_t i = 0; c->of && i < b->nmarks; i++)
		if (take_in(&b->marks[i], c->of, nrows))
			return -1;
	c->nkinds = b->marks[b->nkind_marks - 1].pairs.len;
	c->n = b->marks[b->nmarks - 1].pairs.len;
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
	size_t fields = b->nmarks - c->ncodes; /* the marks before are conditions and cover */
	for (size_t i = b->nmarks; i-- > 0;) {
		if (i + 1 == b->nkind_marks) {
			c->kind[cell] = id;
			c->cell[id] = cell;
		}
		uint32_t kind = c->kind[cell], mark = (uint32_t)b->marks[i].pairs.keys[id];
		id = (uint32_t)(b->marks[i].pairs.keys[id] >> 32);
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
		row[mark_of(m, b->row[cell])] = b->row[cell];
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
		struct ld_value v = ld_frame_get(b->in->f, (size_t)c->field, group[i]);
		ld_buf_reset(&text);
		ld_field_print(&b->in->p->fields.items[c->field], &v, &text);
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
	struct mark *fields = b->marks + b->nmarks - c->ncodes;
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

static struct ld_fingerprint made_from(const struct build *b)
{
	const struct ld_alloc_in *in = b->in;
	const struct ld_programme *p = in->p;
	struct ld_fingerprint f = {0};
	const int fields[] = {p->covered_from, p->covered_to, p->segment};
	for (size_t i = 0; i < count_words(p); i++)
		ld_fingerprint_add(&f, b->marks[i].own, in->f->nrows * sizeof *b->marks[i].own);
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
	const struct ld_programme *p = b->in->p;
	c->nwords = count_words(p);
	c->codes = ld_arena_array(&c->arena, 1 + p->nfunders + p->nquotas, sizeof *c->codes);
	b->nmarks = c->nwords + 1;
	if (!c->codes || own_array(&b->marks[c->nwords], b->in->f->nrows) || cover_all(b, b->marks[c->nwords].own) ||
		mark_fields(b) || number_cells(b))
		return -1;
	c->kind = ld_arena_array(&c->arena, c->n, sizeof *c->kind);
	c->cell = ld_arena_array(&c->arena, c->nkinds, sizeof *c->cell);
	c->cover = ld_arena_array(&c->arena, c->nkinds, sizeof *c->cover);
	c->only = ld_arena_array(&c->arena, c->nkinds * c->nwords, sizeof *c->only);
	c->group = ld_arena_array(&c->arena, c->n * c->ncodes, sizeof *c->group);
	return c->kind && c->cell && c->cover && c->only && c->group ? group_cells(b) : -1;
}

static void build_fini(struct build *b, size_t most)
{
	for (size_t i = 0; b->marks && i < most; i++) {
		free(b->marks[i].own);
		ld_pairs_fini(&b->marks[i].pairs);
	}
	free(b->marks);
	free(b->row);
	ld_pairs_fini(&b->intervals);
	ld_pairs_fini(&b->covers);
}

static int cells_of(struct build *b, struct cells *c, struct lindung_error *err)
{
	int rc = 0;
	for (size_t i = 0; i < count_words(b->in->p) && !rc; i++)
		rc = own_array(&b->marks[i], b->in->f->nrows);
	rc = rc ? ld_nomem(err) : judge_only(b, err);
	if (rc < 0)
		return rc;
	struct ld_fingerprint from = made_from(b);
	if (c->made && ld_fingerprint_equal(&c->from, &from))
		return 0;
	ld_alloc_cells_fini(c);
	b->c = c;
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
	struct build b = {.in = in};
	size_t most = count_words(in->p) + 2 + in->p->nfunders + in->p->nquotas;
	b.marks = calloc(most, sizeof *b.marks);
	int rc = b.marks ? cells_of(&b, c, err) : ld_nomem(err);
	build_fini(&b, most);
	return rc;
}

void ld_alloc_cells_fini(struct cells *c)
{
	ld_arena_fini(&c->arena);
	*c = (struct cells){0};
}
