/*
 * Which sources there were as of a delivery, in what order, and what a stored cell means today. Definitions come from the
 * newest delivery of each source up to then, never from the office's files of today, so that a replay sees what the run
 * saw; only the fields are today's.
 */
#include "store/merge.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/nik.h"

static int load_absent(struct ld_store *s, const struct ld_fields *fields, int64_t delivery,
	struct ld_merge_source *src, struct ld_arena *arena, struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	int rc = ld_sql_prepare(s, &q, err, "SELECT field, value FROM delivery_field WHERE delivery = ?1 AND role = 'absent'"
					    " ORDER BY position");
	if (rc >= 0)
		rc = ld_sql_bind(s, q, err, "i", delivery);
	src->absent = ld_arena_array(arena, fields->len, sizeof *src->absent);
	if (!src->absent)
		return ld_nomem(err);
	while (rc >= 0 && (rc = ld_sql_row(s, q, err)) > 0) {
		int field = ld_field_find(fields, ld_sql_text(q, 0));
		if (field <= 0 || src->nabsent == fields->len)
			continue;
		struct ld_cell *cell = &src->absent[src->nabsent].value;
		rc = ld_cell_read(q, 1, cell, err);
		if (rc >= 0 && cell->kind == SQLITE_TEXT && !(cell->text = ld_arena_strndup(arena, cell->text, (size_t)cell->len)))
			rc = ld_nomem(err);
		src->absent[src->nabsent++].field = field;
	}
	return rc;
}

/* Does any row of the source count? One that holds none says nothing of whom it does not name. */
static int has_rows(struct ld_store *s, const struct ld_merge_source *src, int64_t *ret, struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	int rc = ld_sql_prepare(s, &q, err, "SELECT EXISTS (SELECT 1 FROM delivery AS d CROSS JOIN file AS f"
		" ON f.delivery = d.delivery WHERE d.source = ?1 AND d.delivery BETWEEN ?2 AND ?3 AND f.stored > 0)"
		" OR EXISTS (SELECT 1 FROM carried WHERE delivery = ?2)");
	if (rc >= 0)
		rc = ld_sql_bind(s, q, err, "tii", src->name, src->set.start, src->set.last);
	return rc < 0 ? rc : ld_sql_number(s, q, 0, ret, err);
}

static int load_source(struct ld_store *s, sqlite3_stmt *q, const struct ld_fields *fields, int64_t delivery,
	struct ld_merge_sources *m, struct lindung_error *err)
{
	struct ld_merge_source *src = &m->items[m->len];
	if (!ld_sql_dup(q, 0, &m->arena, &src->name) || !ld_sql_dup(q, 2, &m->arena, &src->key))
		return ld_nomem(err);
	m->len++;
	src->workers = strcmp(ld_sql_text(q, 1), "workers") == 0;
	src->key_field = ld_field_find(fields, src->key);
	int rc = ld_set_load(s, src->name, delivery, &src->set, err);
	int64_t rows = 0;
	if (rc >= 0 && !src->workers)
		rc = has_rows(s, src, &rows, err);
	return rc < 0 || !rows ? rc : load_absent(s, fields, sqlite3_column_int64(q, 3), src, &m->arena, err);
}

int ld_merge_load(struct ld_store *s, const struct ld_fields *fields, int64_t delivery, struct ld_merge_sources *ret,
	struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL, *count = NULL;
	int64_t n = 0;
	int rc = ld_sql_prepare(s, &count, err, "SELECT count(DISTINCT source) FROM delivery");
	if (rc >= 0)
		rc = ld_sql_number(s, count, 0, &n, err);
	if (rc >= 0)
		rc = ld_sql_prepare(s, &q, err, "SELECT source, adds, key, delivery FROM delivery AS d WHERE delivery ="
			" (SELECT max(delivery) FROM delivery AS n WHERE n.source = d.source AND n.delivery <= ?1)"
			" ORDER BY precedence, source");
	if (rc >= 0)
		rc = ld_sql_bind(s, q, err, "i", delivery);
	if (rc < 0)
		return rc;
	struct ld_merge_sources m = {0};
	m.items = ld_arena_array(&m.arena, (size_t)n, sizeof *m.items);
	if (!m.items)
		rc = ld_nomem(err);
	while (rc >= 0 && (rc = ld_sql_row(s, q, err)) > 0)
		rc = load_source(s, q, fields, delivery, &m, err);
	if (rc < 0) {
		ld_merge_fini(&m);
		return rc;
	}
	*ret = m;
	return 0;
}

void ld_merge_fini(struct ld_merge_sources *m)
{
	ld_arena_fini(&m->arena);
	*m = (struct ld_merge_sources){0};
}

static const char *const kinds[] = {[SQLITE_INTEGER] = "a whole number", [SQLITE_FLOAT] = "a number",
	[SQLITE_TEXT] = "text", [SQLITE_BLOB] = "bytes", [SQLITE_NULL] = "a blank"};

int ld_cell_read(sqlite3_stmt *q, int column, struct ld_cell *ret, struct lindung_error *err)
{
	struct ld_cell c = {.kind = sqlite3_column_type(q, column)};
	if (c.kind == SQLITE_INTEGER) {
		c.i = sqlite3_column_int64(q, column);
	} else if (c.kind == SQLITE_FLOAT) {
		c.f = sqlite3_column_double(q, column);
	} else if (c.kind == SQLITE_TEXT) {
		c.text = (const char *)sqlite3_column_text(q, column);
		c.len = sqlite3_column_bytes(q, column);
		if (!c.text)
			return ld_nomem(err);
	}
	*ret = c;
	return 0;
}

static bool number_value(const struct ld_field *f, const struct ld_cell *c, struct ld_value *ret)
{
	bool whole = c->kind == SQLITE_INTEGER;
	if (f->type == LD_NUMBER) { /* an integer field may have become a number */
		*ret = (struct ld_value){.kind = LD_F64, .f = whole ? (double)c->i : c->f};
		return !whole || (c->i >= -(1LL << 53) && c->i <= 1LL << 53);
	}
	*ret = (struct ld_value){.kind = LD_I64, .i = c->i};
	return whole && (f->type == LD_INTEGER || f->type == LD_MONEY || f->type == LD_BOOLEAN);
}

static bool text_value(const struct ld_field *f, const struct ld_cell *c, struct ld_value *ret)
{
	int32_t date;
	size_t len = (size_t)c->len;
	if (f->type == LD_ID || f->type == LD_TEXT) {
		*ret = (struct ld_value){.kind = LD_STR, .len = (uint32_t)len, .s = c->text};
		return true;
	}
	*ret = (struct ld_value){.kind = LD_I64};
	if (f->type == LD_DATE && ld_date_parse(c->text, len, &date)) {
		ret->i = date;
		return true;
	}
	for (size_t i = 0; f->type == LD_CHOICE && i < f->nchoices; i++)
		if (strlen(f->choices[i]) == len && memcmp(f->choices[i], c->text, len) == 0) {
			ret->i = (int64_t)i;
			return true;
		}
	return false;
}

int ld_cell_value(const struct ld_field *f, const struct ld_cell *c, struct ld_value *ret, struct lindung_error *err)
{
	struct ld_value v = {0};
	bool fits = c->kind == SQLITE_NULL ||
		(c->kind == SQLITE_TEXT && text_value(f, c, &v)) ||
		((c->kind == SQLITE_INTEGER || c->kind == SQLITE_FLOAT) && number_value(f, c, &v));
	if (!fits && c->kind == SQLITE_TEXT && f->type == LD_CHOICE && !f->is_private)
		return ld_fail(err, LINDUNG_E_FIELD_CHANGED, "'%.80s' is none of the choices of field '%s'", c->text, f->name);
	if (!fits)
		return ld_fail(err, LINDUNG_E_FIELD_CHANGED, "%s does not fit the %s '%s'", kinds[c->kind],
			ld_type_name(f->type), f->name);
	if (v.kind != LD_MISSING && ld_field_check(f, &v, err) < 0) {
		if (err)
			err->code = LINDUNG_E_FIELD_CHANGED;
		return LINDUNG_E_FIELD_CHANGED;
	}
	*ret = v;
	return 0;
}

int ld_merge_misfit(struct ld_store *s, const struct ld_merge_source *src, int64_t record, struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	struct lindung_error other;
	if (!err || err->code != LINDUNG_E_FIELD_CHANGED)
		return err ? err->code : LINDUNG_E_FIELD_CHANGED;
	size_t n = strlen(err->message);
	snprintf(err->message + n, sizeof err->message - n, ", as source '%s' gave it", src->name);
	if (record && ld_sql_prepare(s, &q, &other, "SELECT f.name, r._line FROM \"record_%w\" AS r"
			" JOIN file AS f ON f.file = r._file WHERE r._record = ?1", src->name) >= 0 &&
		ld_sql_bind(s, q, &other, "i", record) >= 0 && ld_sql_row(s, q, &other) > 0)
		ld_error_at(err, ld_sql_text(q, 0), sqlite3_column_int(q, 1));
	return err->code;
}
