/*
 * Where one merged value came from, by lookups in indexes only: the same order of sources as the frame's merge, one worker
 * instead of all. Also the constants that sources gave, which no file vouches for.
 */
#include <string.h>

#include "store/merge.h"

struct finder {
	struct ld_store *s;
	const struct ld_merge_sources *sources;
	const struct ld_fields *fields;
	struct ld_arena *arena;
	const char *nik;
};

/* The record of a key that counts in a source: 1, or 0. */
static int find_record(struct finder *f, const struct ld_merge_source *src, const char *key, int64_t *ret,
	struct lindung_error *err)
{
	struct ld_counted c = {0};
	uint8_t digest[LD_ROW_DIGEST];
	int rc = ld_counted_init(f->s, src->name, src->key, &c, err);
	if (rc >= 0)
		rc = ld_counted_find(f->s, &c, &src->set, key, strlen(key), ret, digest, err);
	ld_counted_fini(&c);
	return rc;
}

/* The cell of a record with its place: 1, or 0 when it is blank. */
static int read_cell(struct finder *f, const struct ld_merge_source *src, const char *field, int64_t record,
	struct ld_origin *ret, const char **ret_text, struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	int rc = ld_schema_has_column(f->s, src->name, field, err);
	if (rc <= 0)
		return rc;
	rc = ld_sql_prepare(f->s, &q, err, "SELECT f.name, r._line, r.\"%w\" FROM \"record_%w\" AS r"
		" JOIN file AS f ON f.file = r._file WHERE r._record = ?1 AND r.\"%w\" IS NOT NULL", field, src->name, field);
	if (rc >= 0)
		rc = ld_sql_bind(f->s, q, err, "i", record);
	if (rc >= 0)
		rc = ld_sql_row(f->s, q, err);
	if (rc <= 0)
		return rc;
	*ret = (struct ld_origin){.source = ld_arena_strdup(f->arena, src->name), .line = sqlite3_column_int64(q, 1)};
	if (!ret->source || !ld_sql_dup(q, 0, f->arena, &ret->file) || !ld_sql_dup(q, 2, f->arena, ret_text))
		return ld_nomem(err);
	return 1;
}

/* The place of a record whose blank cell stands in a mapped column: 1; 0 when the record's delivery did not map it. */
static int blank_cell(struct finder *f, const struct ld_merge_source *src, const char *field, int64_t record,
	struct ld_origin *ret, struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	int rc = ld_sql_prepare(f->s, &q, err, "SELECT f.name, r._line FROM \"record_%w\" AS r JOIN file AS f ON f.file = r._file"
		" WHERE r._record = ?1 AND EXISTS (SELECT 1 FROM delivery_field AS d WHERE d.delivery = r._delivery"
		" AND d.field = ?2 AND d.role = 'column')", src->name);
	if (rc >= 0)
		rc = ld_sql_bind(f->s, q, err, "it", record, field);
	if (rc >= 0)
		rc = ld_sql_row(f->s, q, err);
	if (rc <= 0)
		return rc;
	*ret = (struct ld_origin){.source = ld_arena_strdup(f->arena, src->name), .line = sqlite3_column_int64(q, 1)};
	return ret->source && ld_sql_dup(q, 0, f->arena, &ret->file) ? 1 : ld_nomem(err);
}

/* Does the newest row of the key stand in quarantine? Then the source says nothing of it. */
static int in_quarantine(struct finder *f, const struct ld_merge_source *src, const char *key, struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	int rc = !src->nabsent ? 0 : ld_quarantine_keys(f->s, src->name, src->key, &src->set, key, &q, err);
	return rc < 0 || !q ? rc : ld_sql_row(f->s, q, err);
}

static int absent_value(struct finder *f, const struct ld_merge_source *src, int field, struct ld_origin *ret,
	const char **ret_text, struct lindung_error *err)
{
	for (size_t i = 0; i < src->nabsent; i++) {
		const struct ld_absent *a = &src->absent[i];
		if (a->field != field || a->value.kind == SQLITE_NULL)
			continue;
		*ret = (struct ld_origin){.source = ld_arena_strdup(f->arena, src->name)};
		*ret_text = a->value.kind == SQLITE_TEXT ? ld_arena_strdup(f->arena, a->value.text) : "";
		return ret->source && *ret_text ? 1 : ld_nomem(err);
	}
	return 0;
}

static int find(struct finder *f, int field, bool households, struct ld_origin *ret, const char **ret_text,
	struct lindung_error *err);

/* The key by which a source knows the worker: 1; 0 when there is none. */
static int find_key(struct finder *f, const struct ld_merge_source *src, bool households, const char **ret_key,
	struct lindung_error *err)
{
	struct ld_origin where;
	*ret_key = f->nik;
	if (src->key_field == 0)
		return 1;
	return households && src->key_field > 0 ? find(f, src->key_field, false, &where, ret_key, err) : 0;
}

/* 1: found, with the value's text; 0: no source has it. households: also those that join after the merge by nik. */
static int find(struct finder *f, int field, bool households, struct ld_origin *ret, const char **ret_text,
	struct lindung_error *err)
{
	int rc = 0;
	for (size_t i = 0; i < f->sources->len && !rc; i++) {
		const struct ld_merge_source *src = &f->sources->items[i];
		const char *key;
		int64_t record;
		rc = find_key(f, src, households, &key, err);
		if (rc <= 0 || (rc = in_quarantine(f, src, key, err)) != 0) {
			rc = rc < 0 ? rc : 0;
			continue;
		}
		rc = find_record(f, src, key, &record, err);
		if (rc > 0)
			rc = read_cell(f, src, f->fields->items[field].name, record, ret, ret_text, err);
		else if (rc == 0)
			rc = absent_value(f, src, field, ret, ret_text, err);
	}
	return rc;
}

/* The first source that has a row for the worker with the field's column, which is blank there. */
static int find_blank(struct finder *f, int field, struct ld_origin *ret, struct lindung_error *err)
{
	int rc = 0;
	for (size_t i = 0; i < f->sources->len && !rc; i++) {
		const struct ld_merge_source *src = &f->sources->items[i];
		const char *key;
		int64_t record;
		rc = find_key(f, src, true, &key, err);
		if (rc > 0 && (rc = in_quarantine(f, src, key, err)) >= 0)
			rc = rc ? 0 : find_record(f, src, key, &record, err);
		if (rc > 0)
			rc = blank_cell(f, src, f->fields->items[field].name, record, ret, err);
	}
	return rc;
}

/* Is the nik one of a worker? Then where its nik came from. */
static int find_worker(struct finder *f, struct ld_origin *ret, struct lindung_error *err)
{
	int rc = 0;
	const char *text;
	for (size_t i = 0; i < f->sources->len && !rc; i++) {
		const struct ld_merge_source *src = &f->sources->items[i];
		int64_t record;
		rc = src->workers ? find_record(f, src, f->nik, &record, err) : 0;
		if (rc > 0)
			rc = read_cell(f, src, "nik", record, ret, &text, err);
	}
	return rc;
}

int ld_store_origin(struct ld_store *s, const char *nik, const struct ld_fields *fields, int field, int64_t delivery,
	struct ld_arena *arena, struct ld_origin *ret, struct lindung_error *err)
{
	struct ld_merge_sources sources;
	struct ld_origin origin = {0};
	const char *text;
	int rc = ld_merge_load(s, fields, delivery, &sources, err);
	if (rc < 0)
		return rc;
	struct finder f = {s, &sources, fields, arena, nik};
	rc = find_worker(&f, &origin, err);
	if (rc > 0 && field != 0) {
		origin = (struct ld_origin){0};
		rc = find(&f, field, true, &origin, &text, err);
		if (rc == 0 && fields->items[field].derive == LD_DERIVE_NONE)
			rc = find_blank(&f, field, &origin, err);
	}
	ld_merge_fini(&sources);
	if (rc < 0)
		return rc;
	*ret = origin;
	return 0;
}

int ld_store_vintage(struct ld_store *s, const char *source, int64_t delivery, struct ld_arena *arena, const char **ret,
	struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	int rc = ld_sql_prepare(s, &q, err, "SELECT vintage FROM delivery WHERE source = ?1 AND delivery <= ?2"
		" ORDER BY delivery DESC LIMIT 1");
	if (rc >= 0)
		rc = ld_sql_bind(s, q, err, "ti", source, delivery);
	if (rc >= 0)
		rc = ld_sql_row(s, q, err);
	*ret = NULL;
	return rc <= 0 ? rc : ld_sql_dup(q, 0, arena, ret) ? 0 : ld_nomem(err);
}

int ld_store_constants(struct ld_store *s, int64_t delivery, struct ld_arena *arena, struct ld_constant **ret,
	size_t *ret_n, struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	struct ld_constant *items = NULL;
	size_t n = 0, cap = 0;
	int rc = ld_sql_prepare(s, &q, err, "SELECT d.source, f.field, CAST(f.value AS TEXT), f.role = 'absent', f.type"
		" FROM delivery AS d CROSS JOIN delivery_field AS f ON f.delivery = d.delivery AND f.role <> 'column'"
		" WHERE d.delivery = (SELECT max(n.delivery) FROM delivery AS n WHERE n.source = d.source AND n.delivery <= ?1)"
		" ORDER BY d.precedence, d.source, f.position");
	if (rc >= 0)
		rc = ld_sql_bind(s, q, err, "i", delivery);
	while (rc >= 0 && (rc = ld_sql_row(s, q, err)) > 0) {
		if (n == cap) {
			struct ld_constant *more = ld_arena_array(arena, cap = cap ? cap * 2 : 16, sizeof *more);
			if (!more)
				return ld_nomem(err);
			if (n)
				memcpy(more, items, n * sizeof *more);
			items = more;
		}
		struct ld_constant *c = &items[n];
		*c = (struct ld_constant){.absent = sqlite3_column_int(q, 3)};
		if (!ld_sql_dup(q, 0, arena, &c->source) || !ld_sql_dup(q, 1, arena, &c->field) ||
			!ld_sql_dup(q, 2, arena, &c->value))
			return ld_nomem(err);
		if (c->value && strcmp(ld_sql_text(q, 4), "boolean") == 0)
			c->value = c->value[0] == '1' ? "ya" : "tidak";
		n++;
	}
	if (rc < 0)
		return rc;
	*ret = items;
	*ret_n = n;
	return 0;
}
