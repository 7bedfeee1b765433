/*
 * The rows of one delivery: is the row new, where does it go, what is its digest. A row is compared with the one of its key
 * that counts so far, found by the key's index, which is kept while rows come in: sorting it at the end takes as long and
 * much memory. Only keys that this delivery or one before has met are looked up. Two rows are the same when the digests of
 * all their values that are not blank are.
 */
#include <string.h>

#include "base/date.h"
#include "store/delivery.h"

enum { CACHE_ROWS = 65536 };

static void encode_head(struct ld_buf *b, const char *field, char kind)
{
	ld_buf_add(b, field, strlen(field) + 1);
	ld_buf_addc(b, kind);
}

static void put_u64(char to[8], uint64_t v)
{
	for (int i = 0; i < 8; i++)
		to[i] = (char)(v >> (8 * i));
}

static void encode_u64(struct ld_buf *b, uint64_t v)
{
	char bytes[8];
	put_u64(bytes, v);
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

void ld_row_form(const struct ld_field *f, struct ld_cell_form *ret)
{
	size_t n = strlen(f->name);
	enum ld_value_kind kind = ld_type_kind(f->type);
	bool text = kind == LD_STR || f->type == LD_DATE || f->type == LD_CHOICE;
	*ret = (struct ld_cell_form){.field = f, .head_len = n + 2, .room = n + 2 + 8 + (f->type == LD_DATE ? LD_DATE_TEXT : 0)};
	ld_assert(n <= LD_MAX_NAME);
	memcpy(ret->head, f->name, n);
	ret->head[n + 1] = text ? 's' : kind == LD_F64 ? 'f' : 'i';
	for (size_t i = 0; f->type == LD_CHOICE && i < f->nchoices; i++) {
		size_t room = n + 2 + 8 + strlen(f->choices[i]);
		ret->room = room > ret->room ? room : ret->room;
	}
}

/* The same bytes as by ld_row_encode_…, into room that is there. */
static char *encode(char *to, const struct ld_cell_form *form, const struct ld_value *v)
{
	char date[LD_DATE_TEXT];
	const char *text = NULL;
	double f = v->kind == LD_F64 ? v->f + 0.0 : 0; /* never −0 */
	uint64_t head = (uint64_t)v->i;
	memcpy(to, form->head, form->head_len);
	to += form->head_len;
	if (v->kind == LD_STR)
		text = v->s, head = v->len;
	else if (v->kind == LD_F64)
		memcpy(&head, &f, sizeof head);
	else if (form->head[form->head_len - 1] == 's')
		text = word(form->field, v, date), head = strlen(text);
	put_u64(to, head);
	to += 8;
	if (text)
		memcpy(to, text, head);
	return text ? to + head : to;
}

int ld_store_row_digest(const struct ld_delivery *d, const struct ld_value *values, struct ld_buf *text,
	uint8_t ret[LD_ROW_DIGEST], struct lindung_error *err)
{
	size_t nmaps = d->source->nmaps, room = 0;
	for (size_t i = 0; i < nmaps; i++)
		room += values[i].kind == LD_MISSING ? 0 : d->forms[i].room + (values[i].kind == LD_STR ? values[i].len : 0);
	ld_buf_reset(text);
	char *start = ld_buf_room(text, room), *to = start;
	if (!start)
		return ld_nomem(err);
	for (size_t k = 0; k < nmaps; k++) {
		size_t i = d->order[k];
		ld_assert(values[i].kind == LD_MISSING || values[i].kind == ld_type_kind(d->forms[i].field->type));
		if (values[i].kind != LD_MISSING)
			to = encode(to, &d->forms[i], &values[i]);
	}
	ld_row_digest(start, (size_t)(to - start), ret);
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

/* As ld_value_bind, but what is bound lives until the row is in. */
static int bind_cell(sqlite3_stmt *q, int at, struct ld_cell_form *form, const struct ld_value *v)
{
	if (v->kind != LD_I64 || form->head[form->head_len - 1] != 's')
		return ld_value_bind(q, at, form->field, v);
	const char *text = word(form->field, v, form->date);
	return sqlite3_bind_text(q, at, text, (int)strlen(text), SQLITE_STATIC);
}

static int bind_row(struct ld_delivery *d, int64_t line, const struct ld_value *values, const uint8_t digest[LD_ROW_DIGEST])
{
	sqlite3_stmt *q = d->insert;
	int rc = sqlite3_bind_int64(q, 1, d->next_record);
	if (rc == SQLITE_OK)
		rc = sqlite3_bind_int64(q, 2, d->number);
	if (rc == SQLITE_OK)
		rc = sqlite3_bind_int64(q, 3, d->file);
	if (rc == SQLITE_OK)
		rc = sqlite3_bind_int64(q, 4, line);
	if (rc == SQLITE_OK)
		rc = sqlite3_bind_blob(q, 5, digest, LD_ROW_DIGEST, SQLITE_STATIC);
	for (size_t i = 0; i < d->source->nmaps && rc == SQLITE_OK; i++)
		rc = bind_cell(q, (int)i + 6, &d->forms[i], &values[i]);
	return rc;
}

static int insert(struct ld_delivery *d, int64_t line, const struct ld_value *values,
	const uint8_t digest[LD_ROW_DIGEST], struct lindung_error *err)
{
	int rc = bind_row(d, line, values, digest);
	if (rc != SQLITE_OK)
		return ld_sql_fail(d->store, rc, err);
	rc = ld_sql_step(d->store, d->insert, err);
	sqlite3_reset(d->insert);
	if (rc < 0)
		return rc;
	ld_chain_row(&d->rows, line, digest);
	d->next_record++;
	d->stored++;
	return d->next_record % CACHE_ROWS ? 0 : ld_store_cache(d->store, d->next_record, err);
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

/* A later one: 1 when it repeats what counts now, which is this delivery's newest, else what its first row repeated. */
static int repeats_own(struct ld_delivery *d, const struct ld_value *key, const uint8_t digest[LD_ROW_DIGEST],
	struct lindung_error *err)
{
	int64_t record;
	uint8_t old[LD_ROW_DIGEST];
	struct ld_set now = {d->before.start ? d->before.start : d->number, d->number};
	int rc = ld_counted_find(d->store, &d->counted, &now, key->s, key->len, &record, old, err);
	if (rc == 0)
		return ld_fail(err, LINDUNG_E_DB_CORRUPT, "database '%s': a record cannot be found by its key", d->store->path);
	return rc < 0 ? rc : memcmp(old, digest, LD_ROW_DIGEST) == 0;
}

int ld_store_row(struct ld_delivery *d, int64_t line, const struct ld_value *values, const uint8_t digest[LD_ROW_DIGEST],
	bool *ret_unchanged, struct lindung_error *err)
{
	const struct ld_value *key = &values[d->key];
	struct ld_sight *sight = NULL;
	ld_assert(d->file && line > 0 && key->kind == LD_STR && key->len > 0);
	int rc = ld_sights_find(&d->sights, key->s, key->len, &sight, err);
	if (rc < 0)
		return rc;
	bool first = !sight->line;
	bool doubted = ld_map_find(&d->doubted, key->s, key->len) != LD_MAP_NONE;
	int same = doubted ? 0 : first ? repeats_before(d, key, digest, err) : repeats_own(d, key, digest, err);
	if (same < 0)
		return same;
	d->duplicates += !first && !sight->twice;
	d->instead_of_file = d->first_file + (int64_t)sight->file;
	d->instead_of_line = (int64_t)sight->line;
	sight->twice = !first;
	sight->file = (uint64_t)(d->file - d->first_file);
	sight->line = (uint64_t)line;
	if (same)
		d->unchanged++;
	else
		rc = insert(d, line, values, digest, err);
	if (rc >= 0)
		*ret_unchanged = same;
	return rc;
}

void ld_store_row_expect(const struct ld_delivery *d, const struct ld_value *values)
{
	ld_sights_expect(&d->sights, values[d->key].s, values[d->key].len);
}

bool ld_store_row_repeats(const struct ld_delivery *d, size_t *ret_file, int64_t *ret_line)
{
	if (!d->instead_of_line)
		return false;
	*ret_file = (size_t)(d->instead_of_file - d->first_file);
	*ret_line = d->instead_of_line;
	return true;
}
