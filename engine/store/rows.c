/*
 * The rows of one delivery: is the row new, where does it go, what is its digest. The first sight of a key in a delivery
 * is compared with what counted before, by the key's index; later sights with the delivery's own rows, which are kept in
 * memory as a digest a key. So a first import needs no index while it inserts. Two rows are the same when the digests of
 * all their values that are not blank are.
 */
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "store/delivery.h"

static void encode_head(struct ld_buf *b, const char *field, char kind)
{
	ld_buf_add(b, field, strlen(field) + 1);
	ld_buf_addc(b, kind);
}

static void encode_u64(struct ld_buf *b, uint64_t v)
{
	char bytes[8];
	for (int i = 0; i < 8; i++)
		bytes[i] = (char)(v >> (8 * i));
	ld_buf_add(b, bytes, sizeof bytes);
}

void ld_row_encode_int(struct ld_buf *b, const char *field, int64_t v)
{
	encode_head(b, field, 'i');
	encode_u64(b, (uint64_t)v);
}

void ld_row_encode_double(struct ld_buf *b, const char *field, double v)
{
	uint64_t bits;
	memcpy(&bits, &v, sizeof bits);
	encode_head(b, field, 'f');
	encode_u64(b, bits);
}

void ld_row_encode_text(struct ld_buf *b, const char *field, const char *s, size_t n)
{
	encode_head(b, field, 's');
	encode_u64(b, n);
	ld_buf_add(b, s, n);
}

/* The text that a date or choice is stored as. */
static const char *word(const struct ld_field *f, const struct ld_value *v, char date[LD_DATE_TEXT])
{
	if (f->type == LD_DATE)
		return ld_date_format((int32_t)v->i, date);
	ld_assert(v->i >= 0 && (size_t)v->i < f->nchoices);
	return f->choices[v->i];
}

int ld_value_bind(sqlite3_stmt *q, int at, const struct ld_field *f, const struct ld_value *v)
{
	char date[LD_DATE_TEXT];
	if (v->kind == LD_MISSING)
		return sqlite3_bind_null(q, at);
	ld_assert(v->kind == ld_type_kind(f->type));
	if (v->kind == LD_STR)
		return sqlite3_bind_text(q, at, v->s, (int)v->len, SQLITE_STATIC);
	if (v->kind == LD_F64)
		return sqlite3_bind_double(q, at, v->f + 0.0); /* never −0 */
	if (f->type == LD_DATE)
		return sqlite3_bind_text(q, at, word(f, v, date), -1, SQLITE_TRANSIENT);
	if (f->type == LD_CHOICE)
		return sqlite3_bind_text(q, at, word(f, v, date), -1, SQLITE_STATIC);
	return sqlite3_bind_int64(q, at, v->i);
}

static void encode(struct ld_buf *b, const struct ld_field *f, const struct ld_value *v)
{
	char date[LD_DATE_TEXT];
	const char *text;
	if (v->kind == LD_MISSING)
		return;
	if (v->kind == LD_STR)
		ld_row_encode_text(b, f->name, v->s, v->len);
	else if (v->kind == LD_F64)
		ld_row_encode_double(b, f->name, v->f + 0.0);
	else if (f->type == LD_DATE || f->type == LD_CHOICE)
		text = word(f, v, date), ld_row_encode_text(b, f->name, text, strlen(text));
	else
		ld_row_encode_int(b, f->name, v->i);
}

static int digest_row(struct ld_delivery *d, const struct ld_value *values, uint8_t ret[LD_ROW_DIGEST],
	struct lindung_error *err)
{
	const struct ld_source *src = d->source;
	ld_buf_reset(&d->text);
	for (size_t i = 0; i < src->nmaps; i++)
		encode(&d->text, &src->fields.items[src->maps[d->order[i]].field], &values[d->order[i]]);
	if (d->text.failed)
		return ld_nomem(err);
	ld_row_digest(d->text.data, d->text.len, ret);
	return 0;
}

int ld_counted_init(struct ld_store *s, const char *source, const char *key, struct ld_counted *ret,
	struct lindung_error *err)
{
	int rc = ld_sql_prepare(s, &ret->own, err,
		"SELECT _record, _digest FROM \"record_%w\" WHERE \"%w\" = ?1 AND _delivery BETWEEN ?2 AND ?3"
		" ORDER BY _delivery DESC, _record DESC LIMIT 1", source, key);
	if (rc >= 0)
		rc = ld_sql_prepare(s, &ret->carried, err,
			"SELECT r._record, r._digest FROM \"record_%w\" AS r CROSS JOIN carried AS c ON c.delivery = ?2"
			" AND c.record = r._record WHERE r.\"%w\" = ?1 AND r._delivery < ?2", source, key);
	return rc;
}

void ld_counted_fini(struct ld_counted *c)
{
	ld_sql_fini(&c->own);
	ld_sql_fini(&c->carried);
}

static int find_one(struct ld_store *s, sqlite3_stmt *q, const struct ld_set *set, const char *key, size_t len,
	int64_t *ret_record, uint8_t digest[LD_ROW_DIGEST], struct lindung_error *err)
{
	int rc = sqlite3_bind_text(q, 1, key, (int)len, SQLITE_STATIC);
	if (rc == SQLITE_OK)
		rc = sqlite3_bind_int64(q, 2, set->start);
	if (rc == SQLITE_OK && sqlite3_bind_parameter_count(q) > 2)
		rc = sqlite3_bind_int64(q, 3, set->last);
	if (rc != SQLITE_OK)
		return ld_sql_fail(s, rc, err);
	rc = ld_sql_step(s, q, err);
	if (rc > 0) {
		*ret_record = sqlite3_column_int64(q, 0);
		if (!ld_sql_digest(q, 1, digest, LD_ROW_DIGEST))
			rc = ld_fail(err, LINDUNG_E_DB_CORRUPT, "database '%s': a record has no digest", s->path);
	}
	sqlite3_reset(q);
	return rc;
}

int ld_counted_find(struct ld_store *s, struct ld_counted *c, const struct ld_set *set, const char *key, size_t len,
	int64_t *ret_record, uint8_t digest[LD_ROW_DIGEST], struct lindung_error *err)
{
	int rc = find_one(s, c->own, set, key, len, ret_record, digest, err);
	return rc ? rc : find_one(s, c->carried, set, key, len, ret_record, digest, err);
}

/* The slot of a key; ret_first when this delivery meets it for the first time. */
static int see(struct ld_delivery *d, const struct ld_value *key, struct ld_seen **ret, bool *ret_first,
	struct lindung_error *err)
{
	size_t had = d->keys.len;
	uint32_t at = ld_map_add(&d->keys, key->s, key->len);
	if (at == LD_MAP_NONE)
		return ld_nomem(err);
	if (d->seen_cap < d->keys.len) {
		size_t cap = d->seen_cap ? d->seen_cap * 2 : 256;
		struct ld_seen *seen = reallocarray(d->seen, cap, sizeof *seen);
		if (!seen)
			return ld_nomem(err);
		d->seen = seen;
		d->seen_cap = cap;
	}
	*ret = &d->seen[at];
	*ret_first = d->keys.len > had;
	if (*ret_first)
		**ret = (struct ld_seen){0};
	return 0;
}

static int insert(struct ld_delivery *d, int64_t line, const struct ld_value *values,
	const uint8_t digest[LD_ROW_DIGEST], struct lindung_error *err)
{
	sqlite3_stmt *q = d->insert;
	const struct ld_source *src = d->source;
	int rc = sqlite3_bind_int64(q, 1, d->next_record);
	if (rc == SQLITE_OK)
		rc = sqlite3_bind_int64(q, 2, d->number);
	if (rc == SQLITE_OK)
		rc = sqlite3_bind_int64(q, 3, d->file);
	if (rc == SQLITE_OK)
		rc = sqlite3_bind_int64(q, 4, line);
	if (rc == SQLITE_OK)
		rc = sqlite3_bind_blob(q, 5, digest, LD_ROW_DIGEST, SQLITE_STATIC);
	for (size_t i = 0; i < src->nmaps && rc == SQLITE_OK; i++)
		rc = ld_value_bind(q, (int)i + 6, &src->fields.items[src->maps[i].field], &values[i]);
	if (rc != SQLITE_OK)
		return ld_sql_fail(d->store, rc, err);
	rc = ld_sql_step(d->store, q, err);
	sqlite3_reset(q);
	if (rc < 0)
		return rc;
	ld_chain_row(&d->rows, line, digest);
	d->next_record++;
	d->stored++;
	return 0;
}

/* A key's first row in this delivery: 1 when it repeats what counted before. */
static int repeats_before(struct ld_delivery *d, const struct ld_value *key, const uint8_t digest[LD_ROW_DIGEST],
	struct lindung_error *err)
{
	int64_t record;
	uint8_t old[LD_ROW_DIGEST];
	if (!d->before.start)
		return 0;
	int rc = ld_counted_find(d->store, &d->counted, &d->before, key->s, key->len, &record, old, err);
	if (rc <= 0 || memcmp(old, digest, LD_ROW_DIGEST) != 0)
		return rc < 0 ? rc : 0;
	if (d->replace)
		rc = ld_sql_run(d->store, d->carry, err, "ii", d->number, record);
	return rc < 0 ? rc : 1;
}

int ld_store_row(struct ld_delivery *d, int64_t line, const struct ld_value *values, bool *ret_unchanged,
	struct lindung_error *err)
{
	const struct ld_value *key = &values[d->key];
	uint8_t digest[LD_ROW_DIGEST];
	struct ld_seen *seen = NULL;
	bool first = false;
	ld_assert(d->file && key->kind == LD_STR && key->len > 0);
	int rc = digest_row(d, values, digest, err);
	if (rc >= 0)
		rc = see(d, key, &seen, &first, err);
	if (rc < 0)
		return rc;
	int same = first ? repeats_before(d, key, digest, err) : memcmp(seen->digest, digest, LD_ROW_DIGEST) == 0;
	if (same < 0)
		return same;
	d->duplicates += !first && !seen->twice;
	d->instead_of_file = seen->file;
	d->instead_of_line = seen->line;
	seen->twice = !first;
	seen->file = d->file;
	seen->line = line;
	memcpy(seen->digest, digest, LD_ROW_DIGEST);
	if (same)
		d->unchanged++;
	else
		rc = insert(d, line, values, digest, err);
	if (rc >= 0)
		*ret_unchanged = same;
	return rc;
}

bool ld_store_row_repeats(const struct ld_delivery *d, size_t *ret_file, int64_t *ret_line)
{
	if (!d->instead_of_line)
		return false;
	*ret_file = (size_t)(d->instead_of_file - d->first_file);
	*ret_line = d->instead_of_line;
	return true;
}
