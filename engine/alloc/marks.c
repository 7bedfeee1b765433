/*
 * Marks: what tells eligible workers apart in a list: which conditions of funders hold, 32 a number, the months in
 * which they are covered, and the fields that name a segment or that purses and quotas group by. Narrow columns are marks as
 * they are; the values of others are numbered in order of first sight.
 */
#include <stdlib.h>
#include <string.h>

#include "alloc/marks.h"
#include "base/date.h"
#include "base/error.h"

enum { ONLY_BITS = 32, LARGEST_DIRECT = 2 };

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

static int judge(struct marks *m, uint8_t *out, struct lindung_error *err)
{
	const struct ld_programme *p = m->in->p;
	size_t nrows = m->in->f->nrows, bit = 0;
	for (size_t i = 0; i < m->nwords; i++)
		if (own_array(&m->list[m->n++], nrows))
			return ld_nomem(err);
	for (size_t i = 0; i < p->nfunders; i++) {
		if (!p->funders[i].only)
			continue;
		uint32_t *own = m->list[bit / ONLY_BITS].own;
		int rc = ld_eval_cond(p, m->in->f, p->funders[i].only, m->in->calls, out, NULL, err);
		if (rc < 0)
			return rc;
		for (size_t row = 0; row < nrows; row++)
			own[row] |= (uint32_t)(out[row] == LD_TRUE) << bit % ONLY_BITS;
		bit++;
	}
	return 0;
}

int ld_marks_judge(const struct ld_alloc_in *in, const struct order *o, struct marks *m, struct lindung_error *err)
{
	*m = (struct marks){.in = in, .order = o, .nwords = (count_only(in->p) + ONLY_BITS - 1) / ONLY_BITS};
	m->most = m->nwords + 2 + in->p->nfunders + in->p->nquotas;
	m->list = calloc(m->most, sizeof *m->list);
	uint8_t *out = malloc(in->f->nrows + 1);
	int rc = m->list && out ? judge(m, out, err) : ld_nomem(err);
	free(out);
	return rc;
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

static int cover(struct marks *m, uint32_t *cover, int32_t from, int32_t to)
{
	uint32_t interval = ld_pairs_add(&m->intervals, ld_pair((uint32_t)from, (uint32_t)to));
	uint32_t id = interval == LD_PAIR_NONE ? LD_PAIR_NONE : ld_pairs_add(&m->covers, ld_pair(*cover, interval));
	if (id == LD_PAIR_NONE)
		return -1;
	*cover = id + 1;
	return 0;
}

static bool is_loaded(const struct ld_alloc_in *in, int field)
{
	return field >= 0 && in->f->cols[field].kind != LD_COL_NONE;
}

static int cover_all(struct marks *m, struct cells *c)
{
	const struct ld_alloc_in *in = m->in;
	struct mark *covers = &m->list[m->n++];
	bool records = is_loaded(in, in->p->covered_from) || is_loaded(in, in->p->covered_to);
	int32_t from, to;
	if ((records || in->ncovers) && own_array(covers, in->f->nrows))
		return -1;
	for (size_t e = 0; e < m->order->n && records; e++)
		if (record(in, m->order->rows[e], &from, &to) && cover(m, &covers->own[m->order->rows[e]], from, to))
			return -1;
	for (size_t i = 0; i < in->ncovers; i++)
		if (cover(m, &covers->own[in->covers[i].row], in->covers[i].from, in->covers[i].to))
			return -1;
	c->covers = ld_arena_array(&c->arena, m->covers.len, sizeof *c->covers);
	for (uint32_t i = 0; c->covers && i < m->covers.len; i++) {
		uint64_t interval = m->intervals.keys[(uint32_t)m->covers.keys[i]];
		c->covers[i] = (struct cover){(uint32_t)(m->covers.keys[i] >> 32), (int32_t)(interval >> 32),
			(int32_t)(uint32_t)interval};
	}
	return c->covers ? 0 : -1;
}

/* ---- fields ---- */

/* Numbers of a column whose cells are too many to be used as they are; blanks are 0. */
static int number_values(struct mark *m, const struct ld_frame *f, int field)
{
	LD_CLEANUP(ld_pairs_fini) struct ld_pairs ids = {0};
	if (own_array(m, f->nrows))
		return -1;
	for (size_t row = 0; row < f->nrows; row++) {
		bool blank = field && ld_column_blank(m->c, row);
		uint32_t id = blank ? 0 : field ? ld_pairs_add(&ids, ld_column_cell(m->c, row)) : (uint32_t)row;
		if (id == LD_PAIR_NONE)
			return -1;
		m->own[row] = blank ? 0 : id + 1;
	}
	m->n = (field ? ids.len : f->nrows) + (size_t)1;
	return 0;
}

static int mark_field(struct marks *m, struct cells *c, int field)
{
	struct mark *mark = &m->list[m->n++];
	const struct ld_column *column = &m->in->f->cols[field];
	bool direct = column->kind == LD_COL_CODE || (column->kind == LD_COL_WHOLE && column->size <= LARGEST_DIRECT);
	c->codes[c->ncodes++].field = field;
	mark->c = column;
	if (direct)
		mark->n = column->kind == LD_COL_CODE ? column->dict->len + 1 : (size_t)1 << 8 * column->size;
	return direct ? 0 : number_values(mark, m->in->f, field);
}

static bool is_marked(const struct cells *c, int field)
{
	for (size_t i = 0; i < c->ncodes; i++)
		if (c->codes[i].field == field)
			return true;
	return false;
}

static int mark_fields(struct marks *m, struct cells *c)
{
	const struct ld_programme *p = m->in->p;
	int bad = p->segment >= 0 ? mark_field(m, c, p->segment) : 0;
	for (size_t i = 0; i < p->nfunders; i++)
		if (p->funders[i].purses != LD_PURSES_NONE && !is_marked(c, p->funders[i].by))
			bad |= mark_field(m, c, p->funders[i].by);
	m->nkind = m->n;
	for (size_t i = 0; i < p->nquotas; i++)
		if (!is_marked(c, p->quotas[i].by))
			bad |= mark_field(m, c, p->quotas[i].by);
	return bad;
}

int ld_marks_make(struct marks *m, struct cells *c)
{
	c->nwords = m->nwords;
	c->codes = ld_arena_array(&c->arena, m->most, sizeof *c->codes);
	return c->codes && !cover_all(m, c) ? mark_fields(m, c) : -1;
}

void ld_marks_fini(struct marks *m)
{
	for (size_t i = 0; m->list && i < m->n; i++) {
		free(m->list[i].own);
		ld_pairs_fini(&m->list[i].pairs);
	}
	free(m->list);
	ld_pairs_fini(&m->intervals);
	ld_pairs_fini(&m->covers);
}
