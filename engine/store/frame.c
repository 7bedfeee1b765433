/*
 * The merged workers as columns. The rows of every source are read once, in the order in which they
 * lie; then the workers and the row of each source that counts for each of them are known; and then
 * column after column is gathered, from the best source on, whose values go to cells that are still
 * blank. So memory is walked a column at a time, and columns are made by several threads. Household
 * sources join on a column of the merge without them, which is made beforehand. What does not fit
 * its field is told only where it would count, and of several such cells always the same one.
 */
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "store/gather.h"

enum { THREADS = 8 };

struct merge {
	struct ld_store *s;
	const struct ld_fields *fields;
	struct ld_merge_sources sources;
	struct ld_rows *rows; /* [sources.len] */
	struct ld_rank rank;
	bool *join_marks;        /* [fields->len] */
	struct ld_column *joins; /* [fields->len] columns that household sources join on */
};

static void merge_fini(struct merge *m)
{
	for (size_t i = 0; m->rows && i < m->sources.len; i++)
		ld_rows_fini(&m->rows[i], m->fields);
	for (size_t i = 0; m->joins && i < m->fields->len; i++)
		ld_column_fini(&m->joins[i]);
	free(m->rows);
	free(m->join_marks);
	free(m->joins);
	ld_rank_fini(&m->rank);
	ld_merge_fini(&m->sources);
}

/* ---- rows and who counts ---- */

/* The columns that household sources join on. */
static int mark_joins(struct merge *m, struct lindung_error *err)
{
	m->join_marks = calloc(m->fields->len, sizeof *m->join_marks);
	m->joins = calloc(m->fields->len, sizeof *m->joins);
	m->rows = calloc(m->sources.len + 1, sizeof *m->rows);
	if (!m->join_marks || !m->joins || !m->rows)
		return ld_nomem(err);
	for (size_t i = 0; i < m->sources.len; i++) {
		const struct ld_merge_source *src = &m->sources.items[i];
		m->rows[i].src = src;
		if (src->key_field < 0 ||
			ld_type_kind(m->fields->items[src->key_field].type) != LD_STR)
			return ld_fail(err, LINDUNG_E_FIELD_CHANGED,
				"source '%s' joins on '%s', which is no field of ids or text now",
				src->name, src->key);
		m->join_marks[src->key_field] = src->key_field;
	}
	return 0;
}

static bool gives_absent(const struct ld_merge_source *src, const bool *marks)
{
	for (size_t i = 0; i < src->nabsent; i++)
		if (marks[src->absent[i].field])
			return true;
	return false;
}

static int scan(struct merge *m, const bool *marks, struct lindung_error *err)
{
	bool *all = calloc(m->fields->len, sizeof *all);
	int rc = all ? 0 : ld_nomem(err);
	for (size_t i = 0; all && i < m->fields->len; i++)
		all[i] = marks[i] || m->join_marks[i];
	for (size_t i = 0; i < m->sources.len && rc >= 0; i++) {
		const struct ld_merge_source *src = &m->sources.items[i];
		bool keys = src->workers || gives_absent(src, src->key_field ? marks : all);
		rc = ld_scan_source(
			m->s, m->fields, src->key_field ? marks : all, src, keys, &m->rows[i], err);
	}
	free(all);
	return rc;
}

static int join(struct merge *m, struct ld_rows *rows, struct lindung_error *err)
{
	int field = rows->src->key_field, rc = 0;
	struct ld_column *column = &m->joins[field];
	struct ld_misfit misfit = {0};
	if (column->kind == LD_COL_NONE) {
		rc = ld_column_init(column, &m->fields->items[field], m->rank.n)
			     ? -1
			     : ld_gather_column(m->fields, m->rows, m->sources.len, m->rank.n,
				       field, false, column, &misfit);
		if (rc < 0)
			return ld_nomem(err);
		if (misfit.any)
			return ld_gather_misfit(m->s, m->fields, m->rows, &misfit, err);
	}
	return ld_rank_joined(&m->rank, rows, column, err);
}

/* households: of sources by another key than the nik, else of the others. */
static int count_rows(struct merge *m, bool households, struct lindung_error *err)
{
	int rc = 0;
	for (size_t i = 0; i < m->sources.len && rc >= 0; i++) {
		struct ld_rows *rows = &m->rows[i];
		if (!rows->nparts || households != (rows->src->key_field != 0))
			continue;
		rc = households ? join(m, rows, err) : 0;
		if (rc >= 0 && rows->src->nabsent)
			rc = ld_rank_absent(m->s, &m->rank, rows,
				households ? &m->joins[rows->src->key_field] : NULL, err);
	}
	return rc;
}

/* ---- all columns ---- */

struct making {
	const struct merge *m;
	struct ld_frame *f;
	const bool *marks;
	atomic_size_t next; /* field; 0: the niks */
	atomic_bool failed;
	struct ld_misfit *misfits; /* [fields->len] */
};

static void free_cells(const struct merge *m, size_t field)
{
	for (size_t i = 0; i < m->sources.len; i++)
		for (size_t k = 0; k < m->rows[i].nparts; k++) {
			struct ld_column *c = &m->rows[i].parts[k].cols[field];
			ld_column_fini(c);
			*c = (struct ld_column){0};
		}
}

static void *make_columns(void *arg)
{
	struct making *w = arg;
	const struct merge *m = w->m;
	for (size_t i; (i = atomic_fetch_add(&w->next, 1)) < m->fields->len && !w->failed;) {
		for (size_t row = 0; !i && row < m->rank.n; row++)
			ld_nik_digits(m->rank.niks[row], w->f->nik[row]);
		if (!i || !w->marks[i])
			continue;
		if (ld_gather_column(m->fields, m->rows, m->sources.len, m->rank.n, (int)i, true,
			    &w->f->cols[i], &w->misfits[i]) < 0 ||
			ld_column_seal(&w->f->cols[i], m->rank.n))
			w->failed = true;
		free_cells(m, i);
	}
	return NULL;
}

static void make_all(struct making *w, unsigned jobs)
{
	pthread_t threads[THREADS];
	sigset_t all, was;
	size_t n = 0;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &was);
	while (n + 1 < jobs && n < THREADS &&
		pthread_create(&threads[n], NULL, make_columns, w) == 0)
		n++;
	pthread_sigmask(SIG_SETMASK, &was, NULL);
	make_columns(w);
	while (n)
		pthread_join(threads[--n], NULL);
}

static int columns(
	struct merge *m, const bool *marks, struct ld_frame *f, struct lindung_error *err)
{
	struct making w = {.m = m,
		.f = f,
		.marks = marks,
		.misfits = calloc(m->fields->len, sizeof *w.misfits)};
	struct ld_misfit first = {0};
	if (!w.misfits)
		return ld_nomem(err);
	make_all(&w, m->s->jobs);
	for (size_t i = 0; i < m->fields->len; i++)
		if (ld_misfit_before(&w.misfits[i], &first))
			first = w.misfits[i];
	free(w.misfits);
	return w.failed    ? ld_nomem(err)
	       : first.any ? ld_gather_misfit(m->s, m->fields, m->rows, &first, err)
			   : 0;
}

int ld_store_frame(struct ld_store *s, const struct ld_fields *fields, const bool *marks,
	int64_t delivery, struct ld_frame **ret, struct lindung_error *err)
{
	struct merge m = {.s = s, .fields = fields};
	struct ld_frame *f = NULL;
	int rc = ld_merge_load(s, fields, delivery, &m.sources, err);
	if (rc >= 0)
		rc = mark_joins(&m, err);
	if (rc >= 0)
		rc = ld_store_cache_little(s, err);
	if (rc >= 0)
		rc = scan(&m, marks, err);
	ld_store_cache(s, 0, NULL);
	if (rc >= 0)
		rc = ld_rank_workers(s, m.rows, m.sources.len, &m.rank, err);
	if (rc >= 0)
		rc = count_rows(&m, false, err);
	if (rc >= 0)
		rc = count_rows(&m, true, err);
	if (rc >= 0)
		rc = ld_frame_new(fields, marks, m.rank.n, &f, err);
	if (rc >= 0)
		rc = columns(&m, marks, f, err);
	merge_fini(&m);
	if (rc < 0) {
		ld_frame_free(f);
		return rc;
	}
	*ret = f;
	return 0;
}
