/*
 * From outcomes and allocation to the rows that are stored, hashed and exported. Owns what stands
 * in `rules` and `missing`: of the refused every failing rule, of the undecided the rules without
 * an answer, those that failed among them, and the fields to look up. Few combinations occur, so
 * every list is kept once and rows point at it.
 */
#include "lib/lib.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"

struct maker {
	const struct ld_work *w;
	struct ld_decisions *d;
	struct ld_buf list;
	uint8_t *answers; /* [nrules][LD_BLOCK] of the block of the row at hand */
	bool *marks;    /* [fields] */
	size_t failure; /* the first of the row at hand, in w->o->failures */
	const char *empty;
};

static void join(struct ld_buf *b, const char *name)
{
	if (b->len)
		ld_buf_addc(b, ';');
	ld_buf_puts(b, name);
}

/* The list made in m->list, once for all rows that share it. NULL: out of memory. */
static const char *intern(struct maker *m)
{
	if (m->list.failed)
		return NULL;
	if (!m->list.len)
		return m->empty;
	uint32_t i = ld_map_add(&m->d->lists, m->list.data, m->list.len);
	return i == LD_MAP_NONE ? NULL : m->d->lists.keys[i].text;
}

/* A rule's answer of the row at hand, before its policy. */
static enum ld_truth answered(const struct maker *m, size_t rule, size_t row)
{
	return (enum ld_truth)m->answers[rule * LD_BLOCK + row % LD_BLOCK];
}

static void next_block(struct maker *m, size_t start)
{
	const struct ld_outcomes *o = m->w->o;
	for (size_t i = 0; i < m->w->p->nrules; i++)
		ld_outcomes_rule(o, i, start, o->nrows - start < LD_BLOCK ? o->nrows - start : LD_BLOCK,
			m->answers + i * LD_BLOCK);
}

static const char *refusing(struct maker *m, size_t row)
{
	const struct ld_programme *p = m->w->p;
	ld_buf_reset(&m->list);
	for (size_t i = 0; i < p->nrules; i++) {
		if (ld_rule_answer(&p->rules[i], answered(m, i, row)) != LD_FALSE)
			continue;
		m->d->refused_by[i]++;
		join(&m->list, p->rules[i].id);
	}
	return intern(m);
}

static size_t failures_end(const struct maker *m, size_t row)
{
	size_t i = m->failure;
	while (i < m->w->o->nfailures && m->w->o->failures[i].row == row)
		i++;
	return i;
}

static bool has_failed(const struct maker *m, size_t end, const char *id)
{
	for (size_t i = m->failure; i < end; i++)
		if (strcmp(m->w->o->failures[i].owner, id) == 0)
			return true;
	return false;
}

static bool is_rule(const struct ld_programme *p, const char *id)
{
	for (size_t i = 0; i < p->nrules; i++)
		if (strcmp(p->rules[i].id, id) == 0)
			return true;
	return false;
}

/* Unknown and failed rules in rule order, then failed scores and fields. */
static const char *unanswered(struct maker *m, size_t row)
{
	const struct ld_programme *p = m->w->p;
	size_t end = failures_end(m, row);
	ld_buf_reset(&m->list);
	for (size_t i = 0; i < p->nrules; i++)
		if (ld_rule_answer(&p->rules[i], answered(m, i, row)) == LD_UNKNOWN ||
			has_failed(m, end, p->rules[i].id))
			join(&m->list, p->rules[i].id);
	for (size_t i = m->failure; i < end; i++)
		if (!is_rule(p, m->w->o->failures[i].owner))
			join(&m->list, m->w->o->failures[i].owner);
	m->d->is_error[row] = end > m->failure;
	m->d->errors += end > m->failure;
	return intern(m);
}

static const char *blanks(struct maker *m, size_t row)
{
	const struct ld_fields *fields = &m->w->p->fields;
	ld_buf_reset(&m->list);
	ld_eval_missing(m->w->p, m->w->f, m->w->o, row, m->marks);
	for (size_t i = 0; i < fields->len; i++) {
		if (!m->marks[i])
			continue;
		m->d->missing_by[i]++;
		join(&m->list, fields->items[i].name);
	}
	return intern(m);
}

static int make(struct maker *m, size_t row)
{
	struct ld_decisions *d = m->d;
	d->rules[row] = d->missing[row] = m->empty;
	while (m->failure < m->w->o->nfailures && m->w->o->failures[m->failure].row < row)
		m->failure++;
	enum ld_status status = ld_allocation_verdict(m->w->a, row)->status;
	d->counts[status]++;
	if (status == LD_REFUSED) {
		d->rules[row] = refusing(m, row);
	} else if (status == LD_UNDECIDED) {
		d->rules[row] = unanswered(m, row);
		d->missing[row] = blanks(m, row);
	}
	return d->rules[row] && d->missing[row] ? 0 : LINDUNG_E_NOMEM;
}

static bool allocate(struct ld_decisions *d, const struct ld_work *w)
{
	size_t rows = w->f->nrows + 1;
	d->rules = calloc(rows, sizeof *d->rules);
	d->missing = calloc(rows, sizeof *d->missing);
	d->is_error = calloc(rows, sizeof *d->is_error);
	d->refused_by = calloc(w->p->nrules + 1, sizeof *d->refused_by);
	d->missing_by = calloc(w->p->fields.len + 1, sizeof *d->missing_by);
	return d->rules && d->missing && d->is_error && d->refused_by && d->missing_by;
}

int ld_decisions_init(struct ld_decisions *d, const struct ld_work *w, struct lindung_error *err)
{
	struct maker m = {.w = w, .d = d, .empty = ""};
	m.list = ld_buf_init((size_t)(LD_MAX_RULES + LD_MAX_FIELDS) * (LD_MAX_NAME + 1));
	m.marks = calloc(w->p->fields.len + 1, sizeof *m.marks);
	m.answers = calloc(w->p->nrules + 1, LD_BLOCK);
	bool ok = m.marks && m.answers && allocate(d, w);
	for (size_t row = 0; ok && row < w->f->nrows; row++) {
		if (row % LD_BLOCK == 0)
			next_block(&m, row);
		ok = make(&m, row) >= 0;
	}
	ld_buf_fini(&m.list);
	free(m.marks);
	free(m.answers);
	return ok ? 0 : ld_nomem(err);
}

void ld_decisions_fini(struct ld_decisions *d)
{
	ld_map_fini(&d->lists);
	free(d->rules);
	free(d->missing);
	free(d->is_error);
	free(d->refused_by);
	free(d->missing_by);
}

void ld_decisions_get(const struct ld_work *w, size_t row, struct ld_decision *ret)
{
	const struct ld_verdict *v = ld_allocation_verdict(w->a, row);
	*ret = (struct ld_decision){.status = v->status, .funder = "", .constraint = v->constraint};
	memcpy(ret->nik, w->f->nik[row], LD_NIK);
	ret->is_error = w->d.is_error[row];
	ret->has_score = w->p->nscores && ret->status != LD_REFUSED;
	if (ret->has_score) {
		ret->score = ld_outcomes_score(w->o, row);
		ret->score_low = ld_outcomes_score(w->o, row);
		ret->score_high = ld_outcomes_high(w->o, row);
	}
	ret->rank = w->a->rows[row].rank;
	ret->position = w->a->rows[row].position;
	if (ret->status == LD_SELECTED) {
		ld_assert(v->funder >= 0 && (size_t)v->funder < w->p->nfunders);
		ret->funder = w->p->funders[v->funder].id;
		ret->months = w->a->funders[v->funder].months;
		ret->cost = v->cost;
	}
	ret->rules = w->d.rules[row];
	ret->missing = w->d.missing[row];
}

int ld_decisions_hash(const struct ld_work *w, uint8_t ret[LD_SHA256], struct lindung_error *err)
{
	enum { BLOCK = 1 << 16 };
	LD_CLEANUP(ld_buf_fini) struct ld_buf b = ld_buf_init(BLOCK * 16);
	struct ld_sha256 h;
	struct ld_decision d;
	ld_sha256_init(&h);
	ld_decision_header(&b);
	for (size_t row = 0; row < w->f->nrows && !b.failed; row++) {
		ld_decisions_get(w, row, &d);
		ld_decision_row(&d, &b);
		if (b.len < BLOCK || b.failed)
			continue;
		ld_sha256_add(&h, b.data, b.len);
		ld_buf_reset(&b);
	}
	if (b.failed)
		return ld_nomem(err);
	ld_sha256_add(&h, b.data, b.len);
	ld_sha256_end(&h, ret);
	return 0;
}

/* ---- as they are stored ---- */

struct stored {
	struct ld_buf row;
	struct ld_sha256 hash;
};

static int add_stored(void *ctx, const struct ld_decision *d)
{
	struct stored *s = ctx;
	ld_buf_reset(&s->row);
	ld_decision_row(d, &s->row);
	ld_sha256_add(&s->hash, s->row.data, s->row.len);
	return s->row.failed;
}

int ld_decisions_stored(
	struct ld_store *store, int64_t run, uint8_t ret[LD_SHA256], struct lindung_error *err)
{
	struct stored s = {.row = ld_buf_init(1 << 24)};
	ld_sha256_init(&s.hash);
	ld_decision_header(&s.row);
	ld_sha256_add(&s.hash, s.row.data, s.row.len);
	int rc = s.row.failed ? 0 : ld_store_decisions(store, run, add_stored, &s, err);
	if (rc >= 0 && s.row.failed)
		rc = ld_nomem(err);
	ld_buf_fini(&s.row);
	if (rc >= 0)
		ld_sha256_end(&s.hash, ret);
	return rc < 0 ? rc : 0;
}
