/*
 * All rows that may count of one source, in parts: those carried into its newest set, then ranges
 * of records, each read by a connection of its own where there are jobs and rows enough. A further
 * connection is only had while this one holds the write lock, so that all of them see one state;
 * whatever is in its way, this one reads that part too. Rows stand in the order of their records,
 * whoever read them.
 */
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "store/scan.h"

enum { RANGE_ROWS = 1 << 16 }; /* fewer are not worth a connection */

static int add_wanted(struct ld_store *s, const struct ld_fields *fields, const bool *marks,
	struct ld_rows *rows, struct lindung_error *err)
{
	rows->wanted = calloc(fields->len, sizeof *rows->wanted);
	if (!rows->wanted)
		return ld_nomem(err);
	for (size_t i = 1; i < fields->len; i++) {
		int has = marks[i] ? ld_schema_has_column(
					     s, rows->src->name, fields->items[i].name, err)
				   : 0;
		if (has < 0)
			return has;
		if (has)
			rows->wanted[rows->nwanted++] = (int)i;
	}
	return 0;
}

/* How many rows its files say there are, and their records. */
static int measure(struct ld_store *s, const struct ld_merge_source *src, int64_t *ret_rows,
	int64_t *ret_first, int64_t *ret_last, struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	int rc = ld_sql_prepare(s, &q, err,
		"SELECT sum(f.stored), min(f.first), max(f.last) FROM delivery AS d"
		" CROSS JOIN file AS f"
		" ON f.delivery = d.delivery WHERE d.source = ?1 AND d.delivery BETWEEN ?2 AND ?3");
	if (rc >= 0)
		rc = ld_sql_bind(s, q, err, "tii", src->name, src->set.start, src->set.last);
	if (rc >= 0)
		rc = ld_sql_step(s, q, err);
	if (rc < 0)
		return rc;
	*ret_rows = sqlite3_column_int64(q, 0);
	*ret_first = sqlite3_column_int64(q, 1);
	*ret_last = sqlite3_column_int64(q, 2);
	return 0;
}

/* The parts and room in them. */
static int divide(struct ld_store *s, const struct ld_fields *fields, struct ld_rows *rows,
	struct lindung_error *err)
{
	int64_t n, first, last;
	size_t ranges = 1, most = s->jobs < LD_SCAN_PARTS ? s->jobs : LD_SCAN_PARTS - 1;
	int rc = measure(s, rows->src, &n, &first, &last, err);
	if (rc < 0)
		return rc;
	if (n < 0 || first < 0 || last < first ||
		last == INT64_MAX) /* nothing is read by it but where to divide */
		n = first = last = 0;
	while (ranges < most && n / (int64_t)(ranges + 1) >= RANGE_ROWS)
		ranges++;
	rows->parts[0] = (struct ld_range){.carried = true};
	rows->nparts = ranges + 1;
	rc = ld_range_init(&rows->parts[0], fields, rows, 0, err);
	for (size_t k = 1; k <= ranges && rc >= 0; k++) {
		rows->parts[k].first = k == 1 ? INT64_MIN : rows->parts[k - 1].last + 1;
		rows->parts[k].last =
			k == ranges ? INT64_MAX
				    : first + (last - first) / (int64_t)ranges * (int64_t)k;
		rc = ld_range_init(&rows->parts[k], fields, rows, (size_t)n / ranges, err);
	}
	return rc;
}

struct reader {
	struct ld_store *own; /* its connection; NULL: the store's reads the part */
	const struct ld_fields *fields;
	const struct ld_rows *rows;
	struct ld_range *part;
	pthread_t thread;
	bool started;
	int rc;
	struct lindung_error err;
};

static void *read_part(void *arg)
{
	struct reader *r = arg;
	r->rc = ld_scan_part(r->own, r->fields, r->rows, r->part, &r->err);
	return NULL;
}

static void start(struct ld_store *s, struct reader *r)
{
	sigset_t all, was;
	ld_store_again(s, &r->own);
	if (!r->own)
		return;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &was);
	r->started = pthread_create(&r->thread, NULL, read_part, r) == 0;
	pthread_sigmask(SIG_SETMASK, &was, NULL);
}

static int read_all(struct ld_store *s, const struct ld_fields *fields, struct ld_rows *rows,
	struct lindung_error *err)
{
	struct reader readers[LD_SCAN_PARTS] = {0};
	int rc = 0;
	for (size_t k = 0; k < rows->nparts; k++) {
		readers[k] =
			(struct reader){.fields = fields, .rows = rows, .part = &rows->parts[k]};
		if (k > 1)
			start(s, &readers[k]);
	}
	for (size_t k = 0; k < rows->nparts && rc >= 0; k++)
		if (!readers[k].started)
			rc = ld_scan_part(s, fields, rows, &rows->parts[k], err);
	for (size_t k = 0; k < rows->nparts; k++) {
		struct reader *r = &readers[k];
		if (r->started)
			pthread_join(r->thread, NULL);
		if (r->rc < 0 && rc >= 0) {
			rc = r->rc;
			if (err)
				*err = r->err;
		}
		ld_store_close(r->own);
	}
	return rc;
}

int ld_scan_source(struct ld_store *s, const struct ld_fields *fields, const bool *marks,
	const struct ld_merge_source *src, bool keys, struct ld_rows *ret,
	struct lindung_error *err)
{
	*ret = (struct ld_rows){.src = src};
	int rc = add_wanted(s, fields, marks, ret, err);
	if (rc < 0 || (!keys && !ret->nwanted))
		return rc;
	rc = divide(s, fields, ret, err);
	if (rc >= 0)
		rc = read_all(s, fields, ret, err);
	for (size_t k = 0; k < ret->nparts; k++) {
		ret->starts[k] = ret->n;
		ret->n += ret->parts[k].n;
	}
	if (rc >= 0 && ret->n >= LD_ABSENT - 1)
		rc = ld_fail(err, LINDUNG_E_LIMIT,
			"database '%s': source '%s' has more rows than can be merged", s->path,
			src->name);
	return rc;
}

int ld_scan_misfit(struct ld_store *s, const struct ld_fields *fields, const struct ld_rows *rows,
	size_t row, int field, struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	size_t k = ld_range_of(rows, row);
	char name[LD_MAX_NAME + 8], after[64];
	struct ld_cell cell;
	struct ld_value v;
	snprintf(name, sizeof name, ", r.\"%s\"", fields->items[field].name);
	snprintf(after, sizeof after, " ORDER BY r._record LIMIT 1 OFFSET %zu",
		row - rows->starts[k]);
	int rc = ld_range_sql(s, rows->src, &rows->parts[k], "", name, after, &q, err);
	if (rc >= 0)
		rc = ld_sql_step(s, q, err);
	if (rc > 0)
		rc = ld_cell_read(q, 2, &cell, err);
	if (rc < 0)
		return rc;
	if (ld_cell_value(&fields->items[field], &cell, &v, err) >= 0)
		return ld_fail(err, LINDUNG_E_DB_CORRUPT,
			"database '%s': a record is not the same twice", s->path);
	return ld_merge_misfit(s, rows->src, sqlite3_column_int64(q, 0), err);
}
