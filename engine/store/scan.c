/*
 * The rows of one source from its table into columns. A statement does not hand its rows out one by
 * one: they go to an aggregate function of our own, which costs half of stepping. A cell that does
 * not fit its field today is marked, because only the merge knows whether it counts. Texts are
 * known again by a small table a field, so that a village's name is looked up in the dictionary
 * once and not a million times. Which rows count is none of this file's business.
 */
#include "store/scan.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/nik.h"

enum { MEMOS = 1024, FIRST_ROWS = 1 << 20, MEMO_TEXT = 27 };

struct memo { /* what a text was, the last time that one with its hash was seen */
	char text[MEMO_TEXT];
	uint8_t len; /* 0: free */
	int32_t value;
};

struct ld_scan {
	const struct ld_fields *fields;
	struct ld_range *part;
	const int *wanted; /* [nwanted] columns of the statement, behind record and key */
	size_t nwanted;
	bool first; /* of the statements that read these rows: takes the keys */
	size_t row;
	int64_t record;     /* the one before */
	struct memo *memos; /* [nwanted] tables */
	struct lindung_error *err;
	int rc;
};

/* ---- room ---- */

static void no_value(struct ld_column *c, size_t row, size_t end)
{
	for (; c->kind == LD_COL_F64 && row < end; row++)
		((double *)c->data)[row] = NAN;
}

static int grow_column(struct ld_column *c, size_t old, size_t cap)
{
	uint8_t *data = realloc(c->data, (cap + 1) * c->size);
	if (!data)
		return -1;
	c->data = data;
	memset(data + (old + 1) * c->size, 0, (cap - old) * c->size);
	no_value(c, old, cap);
	uint8_t *broken = c->broken ? realloc(c->broken, cap) : NULL;
	if (broken) {
		memset(broken + old, 0, cap - old);
		c->broken = broken;
	}
	return c->broken && !broken ? -1 : 0;
}

static int grow(struct ld_scan *s)
{
	struct ld_range *p = s->part;
	size_t cap = p->cap + p->cap / 4 + 1024;
	int rc = 0;
	if (p->niks) {
		uint64_t *niks = reallocarray(p->niks, cap, sizeof *niks);
		p->niks = niks ? niks : p->niks;
		rc = niks ? 0 : -1;
	} else {
		rc = grow_column(&p->key, p->cap, cap);
	}
	for (size_t i = 1; i < s->fields->len && !rc; i++)
		if (p->cols[i].kind != LD_COL_NONE)
			rc = grow_column(&p->cols[i], p->cap, cap);
	p->cap = cap;
	return rc ? ld_nomem(s->err) : 0;
}

int ld_range_init(struct ld_range *p, const struct ld_fields *fields, const struct ld_rows *rows,
	size_t cap, struct lindung_error *err)
{
	const struct ld_merge_source *src = rows->src;
	int rc = 0;
	p->cap = cap < FIRST_ROWS ? cap + 1 : FIRST_ROWS;
	p->cols = calloc(fields->len, sizeof *p->cols);
	if (src->key_field == 0)
		rc = (p->niks = calloc(p->cap, sizeof *p->niks)) ? 0 : -1;
	else
		rc = ld_column_init(&p->key, &fields->items[src->key_field], p->cap);
	for (size_t i = 0; p->cols && i < rows->nwanted && !rc; i++)
		rc = ld_column_init(
			&p->cols[rows->wanted[i]], &fields->items[rows->wanted[i]], p->cap);
	return rc || !p->cols ? ld_nomem(err) : 0;
}

void ld_rows_fini(struct ld_rows *rows, const struct ld_fields *fields)
{
	for (size_t k = 0; k < LD_SCAN_PARTS; k++) {
		struct ld_range *p = &rows->parts[k];
		for (size_t i = 0; p->cols && i < fields->len; i++)
			ld_column_fini(&p->cols[i]);
		free(p->cols);
		ld_column_fini(&p->key);
		free(p->niks);
	}
	free(rows->wanted);
	free(rows->from);
	*rows = (struct ld_rows){0};
}

/* ---- one row ---- */

static int mark_broken(struct ld_scan *s, struct ld_column *c)
{
	if (!c->broken)
		c->broken = calloc(s->part->cap, 1);
	if (!c->broken)
		return ld_nomem(s->err);
	c->broken[s->row] = 1;
	return 0;
}

/* ret: what stands in the cell, but of a number with a fraction. */
static int put(struct ld_scan *s, struct ld_column *c, const struct ld_value *v, int64_t *ret)
{
	int64_t value = v->i;
	if (c->kind == LD_COL_F64) {
		((double *)c->data)[s->row] = v->f + 0.0; /* one zero */
		return 0;
	}
	if (c->kind == LD_COL_CODE) {
		uint32_t code = ld_map_add(c->dict, v->s, v->len);
		value = code;
		if (code == LD_MAP_NONE)
			return ld_nomem(s->err);
	}
	*ret = value;
	return ld_column_put(c, s->part->cap, s->row, value) ? ld_nomem(s->err) : 0;
}

static int take_text(struct ld_scan *s, size_t k, sqlite3_value *in)
{
	const struct ld_field *f = &s->fields->items[s->wanted[k]];
	struct ld_column *c = &s->part->cols[s->wanted[k]];
	struct ld_cell cell = {.kind = SQLITE_TEXT,
		.text = (const char *)sqlite3_value_text(in),
		.len = sqlite3_value_bytes(in)};
	size_t len = (size_t)cell.len;
	struct ld_value v;
	int64_t value = INT64_MAX;
	if (!cell.text)
		return ld_nomem(s->err);
	struct memo *m = &s->memos[k * MEMOS + ld_checksum(cell.text, len, 0) % MEMOS];
	if (len && m->len == len && memcmp(m->text, cell.text, len) == 0)
		return ld_column_put(c, s->part->cap, s->row, m->value) ? ld_nomem(s->err) : 0;
	if (ld_cell_value(f, &cell, &v, NULL) < 0)
		return mark_broken(s, c);
	int rc = put(s, c, &v, &value);
	if (rc >= 0 && len <= MEMO_TEXT && value >= INT32_MIN && value <= INT32_MAX) {
		memcpy(m->text, cell.text, len);
		m->len = (uint8_t)len;
		m->value = (int32_t)value;
	}
	return rc;
}

static int take_cell(struct ld_scan *s, size_t k, sqlite3_value *in)
{
	struct ld_cell cell = {.kind = sqlite3_value_type(in)};
	struct ld_column *c = &s->part->cols[s->wanted[k]];
	struct ld_value v;
	int64_t value;
	if (cell.kind == SQLITE_NULL)
		return 0;
	if (cell.kind == SQLITE_TEXT)
		return take_text(s, k, in);
	cell.i = cell.kind == SQLITE_INTEGER ? sqlite3_value_int64(in) : 0;
	cell.f = cell.kind == SQLITE_FLOAT ? sqlite3_value_double(in) : 0;
	if (ld_cell_value(&s->fields->items[s->wanted[k]], &cell, &v, NULL) < 0)
		return mark_broken(s, c);
	return put(s, c, &v, &value);
}

static int damaged(struct ld_scan *s, sqlite3_context *ctx, const char *what)
{
	return ld_fail(s->err, LINDUNG_E_DB_CORRUPT, "database '%s': %s",
		sqlite3_db_filename(sqlite3_context_db_handle(ctx), "main"), what);
}

static int take_key(struct ld_scan *s, sqlite3_context *ctx, sqlite3_value *in)
{
	struct ld_value v = {.kind = LD_STR};
	int64_t code;
	bool null = sqlite3_value_type(in) == SQLITE_NULL;
	v.s = (const char *)sqlite3_value_text(in);
	v.len = (uint32_t)sqlite3_value_bytes(in);
	if (!v.s && !null)
		return ld_nomem(s->err);
	if (s->part->niks)
		return v.s && ld_nik_number(v.s, v.len, &s->part->niks[s->row])
			       ? 0
			       : damaged(s, ctx, "a record's nik is not 16 digits");
	return null ? 0 : put(s, &s->part->key, &v, &code);
}

static int take(struct ld_scan *s, sqlite3_context *ctx, int n, sqlite3_value **in)
{
	int64_t record = sqlite3_value_int64(in[0]);
	int rc = 0;
	if (record <= s->record || (!s->first && s->row == s->part->n))
		return damaged(s, ctx, "records are out of order");
	s->record = record;
	if (s->row == s->part->cap)
		rc = grow(s);
	if (rc >= 0 && s->first)
		rc = take_key(s, ctx, in[1]);
	for (int k = 2; k < n && rc >= 0; k++)
		rc = take_cell(s, (size_t)k - 2, in[k]);
	s->row++;
	return rc;
}

static void take_row(sqlite3_context *ctx, int n, sqlite3_value **in)
{
	struct ld_scan *s = ((struct ld_store *)sqlite3_user_data(ctx))->scan;
	if (!s || n < 2 || (size_t)n - 2 != s->nwanted) {
		sqlite3_result_error(ctx, "no rows are read", -1);
		return;
	}
	s->rc = take(s, ctx, n, in);
	if (s->rc < 0)
		sqlite3_result_error(ctx, "a row was not taken", -1);
}

static void end_rows(sqlite3_context *ctx)
{
	sqlite3_result_null(ctx);
}

int ld_scan_register(struct ld_store *s, struct lindung_error *err)
{
	int rc = sqlite3_create_function_v2(s->db, "take_row", -1, SQLITE_UTF8 | SQLITE_DIRECTONLY,
		s, NULL, take_row, end_rows, NULL);
	return rc == SQLITE_OK ? 0 : ld_sql_fail(s, rc, err);
}

/* ---- a statement ---- */

/* What reads the rows of a part: record, key and fields between two words. */
int ld_range_sql(struct ld_store *s, const struct ld_merge_source *src, const struct ld_range *p,
	const char *before, const char *fields, const char *after, sqlite3_stmt **ret,
	struct lindung_error *err)
{
	if (p->carried) {
		int rc = ld_sql_prepare(s, ret, err,
			"SELECT %sr._record, r.\"%w\"%s FROM carried AS c"
			" CROSS JOIN \"record_%w\" AS r ON r._record = c.record WHERE c.delivery = ?1%s",
			before, src->key, fields, src->name, after);
		return rc < 0 ? rc : ld_sql_bind(s, *ret, err, "i", src->set.start);
	}
	int rc = ld_sql_prepare(s, ret, err,
		"SELECT %sr._record, r.\"%w\"%s FROM \"record_%w\" AS r NOT INDEXED"
		" WHERE r._delivery BETWEEN ?1 AND ?2 AND r._record BETWEEN ?3 AND ?4%s",
		before, src->key, fields, src->name, after);
	return rc < 0 ? rc
		      : ld_sql_bind(s, *ret, err, "iiii", src->set.start, src->set.last, p->first,
				p->last);
}

static int run_scan(struct ld_store *s, const struct ld_merge_source *src, struct ld_scan *scan,
	struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	LD_CLEANUP(ld_buf_fini) struct ld_buf list = ld_buf_init(1 << 20);
	for (size_t i = 0; i < scan->nwanted; i++)
		ld_buf_printf(&list, ", r.\"%s\"", scan->fields->items[scan->wanted[i]].name);
	ld_buf_addc(&list, ')');
	scan->memos = calloc(scan->nwanted + 1, MEMOS * sizeof *scan->memos);
	int rc = list.failed || !scan->memos ? ld_nomem(err)
					     : ld_range_sql(s, src, scan->part, "take_row(",
						       ld_buf_text(&list), "", &q, err);
	s->scan = scan;
	if (rc >= 0)
		rc = ld_sql_step(s, q, scan->rc < 0 ? NULL : err);
	s->scan = NULL;
	free(scan->memos);
	return scan->rc < 0 ? scan->rc : rc;
}

/* A statement for so many fields as a function may have arguments. */
int ld_scan_part(struct ld_store *s, const struct ld_fields *fields, const struct ld_rows *rows,
	struct ld_range *p, struct lindung_error *err)
{
	int rc = 0;
	size_t at = 0;
	do {
		struct lindung_error own = {0};
		struct ld_scan scan = {.fields = fields,
			.part = p,
			.wanted = rows->wanted + at,
			.first = !at,
			.err = &own};
		scan.nwanted =
			rows->nwanted - at < LD_SCAN_FIELDS ? rows->nwanted - at : LD_SCAN_FIELDS;
		rc = run_scan(s, rows->src, &scan, err);
		if (scan.rc < 0 && err)
			*err = own;
		if (rc >= 0 && at && scan.row != p->n)
			rc = ld_fail(err, LINDUNG_E_DB_CORRUPT,
				"database '%s': records are not the same twice", s->path);
		p->n = scan.row;
		at += scan.nwanted;
	} while (rc >= 0 && at < rows->nwanted);
	return rc;
}
