/*
 * One delivery from its begin to its end: the definition it was read with, its files, and whether it says anything new.
 * The rows themselves are rows.c's, the digest chain.c's. A delivery that only repeats what is stored is taken back at its
 * end, when all its files are known, by deleting what it wrote; a savepoint would do it too, but SQLite would write
 * people's data to a temporary file for it.
 */
#include "store/delivery.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/text.h"

int ld_set_load(struct ld_store *s, const char *source, int64_t delivery, struct ld_set *ret, struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	int rc = ld_sql_prepare(s, &q, err,
		"SELECT max(delivery), coalesce(max(delivery) FILTER (WHERE mode = 'replace'), 1)"
		" FROM delivery WHERE source = ?1 AND delivery <= ?2");
	if (rc >= 0)
		rc = ld_sql_bind(s, q, err, "ti", source, delivery);
	if (rc >= 0)
		rc = ld_sql_row(s, q, err);
	if (rc < 0)
		return rc;
	bool any = sqlite3_column_type(q, 0) != SQLITE_NULL;
	*ret = any ? (struct ld_set){sqlite3_column_int64(q, 1), sqlite3_column_int64(q, 0)} : (struct ld_set){0};
	return 0;
}

int ld_blob_add(struct ld_store *s, const struct ld_file *file, struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	int rc = ld_sql_prepare(s, &q, err, "INSERT OR IGNORE INTO blob(sha256, content) VALUES (?1, ?2)");
	return rc < 0 ? rc : ld_sql_run(s, q, err, "bb", file->sha256, LD_SHA256, file->len ? file->text : "", (int)file->len);
}

static int store_definition(struct ld_delivery *d, struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	struct ld_store *s = d->store;
	int rc = ld_sql_prepare(s, &q, err, "INSERT INTO delivery_definition(delivery, position, module, path, sha256)"
					    " VALUES (?1, ?2, ?3, ?4, ?5)");
	for (size_t i = 0; i < d->source->nfiles && rc >= 0; i++) {
		const struct ld_file *f = &d->source->files[i];
		rc = ld_blob_add(s, f, err);
		if (rc >= 0)
			rc = ld_sql_run(s, q, err, "iittb", d->number, (int64_t)i, f->module, f->path, f->sha256, LD_SHA256);
	}
	return rc;
}

static int store_field(struct ld_delivery *d, sqlite3_stmt *q, int64_t position, const struct ld_mapping *m,
	const char *role, struct lindung_error *err)
{
	const struct ld_field *f = &d->source->fields.items[m->field];
	int rc = ld_sql_bind(d->store, q, err, "iittt", d->number, position, f->name, ld_type_name(f->type), role);
	if (rc < 0)
		return rc;
	struct ld_value none = {0};
	int bound = ld_value_bind(q, 6, f, role[0] == 'c' && !m->always ? &none : &m->value);
	if (bound != SQLITE_OK)
		return ld_sql_fail(d->store, bound, err);
	rc = ld_sql_step(d->store, q, err);
	sqlite3_reset(q);
	return rc;
}

static int store_fields(struct ld_delivery *d, struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	const struct ld_source *src = d->source;
	int64_t at = 0;
	int rc = ld_sql_prepare(d->store, &q, err, "INSERT INTO delivery_field(delivery, position, field, type, role, value)"
						   " VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
	for (size_t i = 0; i < src->nmaps && rc >= 0; i++)
		rc = store_field(d, q, at++, &src->maps[i], src->maps[i].always ? "constant" : "column", err);
	for (size_t i = 0; i < src->nabsent && rc >= 0; i++)
		rc = store_field(d, q, at++, &src->absent[i], "absent", err);
	return rc;
}

static int store_head(struct ld_delivery *d, const char *created_at, struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	const struct ld_source *src = d->source;
	int rc = ld_sql_prepare(d->store, &q, err,
		"INSERT INTO delivery(delivery, source, mode, created_at, title, vintage, adds, key, precedence, definition)"
		" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)");
	return rc < 0 ? rc : ld_sql_run(d->store, q, err, "itttttttib", d->number, src->name,
		d->replace ? "replace" : "add", created_at, src->title, src->vintage,
		src->adds == LD_ADDS_WORKERS ? "workers" : "facts", src->fields.items[src->key].name,
		(int64_t)src->precedence, src->digest, LD_SHA256);
}

/* Rows of one set are found by one key. */
static int check_key(struct ld_delivery *d, const char *old_adds, const char *old_key, struct lindung_error *err)
{
	const char *adds = d->source->adds == LD_ADDS_WORKERS ? "workers" : "facts";
	const char *key = d->source->fields.items[d->source->key].name;
	if (d->replace || (strcmp(adds, old_adds) == 0 && strcmp(key, old_key) == 0))
		return 0;
	return ld_fail(err, LINDUNG_E_FIELD_CHANGED, "source '%s' added %s by '%s' and now adds %s by '%s'; import it anew with"
		" --replace", d->source->name, old_adds, old_key, adds, key);
}

/* The delivery before: does its definition still hold, and which file was its last? */
static int load_before(struct ld_delivery *d, struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	struct ld_store *s = d->store;
	uint8_t definition[LD_SHA256];
	int rc = ld_set_load(s, d->source->name, INT64_MAX, &d->before, err);
	if (rc < 0 || !d->before.start)
		return rc;
	rc = ld_sql_prepare(s, &q, err, "SELECT definition, adds, key, (SELECT max(file) FROM file JOIN delivery USING (delivery)"
					" WHERE source = ?2) FROM delivery WHERE delivery = ?1");
	if (rc >= 0)
		rc = ld_sql_bind(s, q, err, "it", d->before.last, d->source->name);
	if (rc >= 0)
		rc = ld_sql_row(s, q, err);
	if (rc < 0)
		return rc;
	d->same_definition = ld_sql_digest(q, 0, definition, LD_SHA256) &&
		memcmp(definition, d->source->digest, LD_SHA256) == 0;
	d->newest_file = sqlite3_column_int64(q, 3);
	return check_key(d, ld_sql_text(q, 1), ld_sql_text(q, 2), err);
}

static int load_doubted(struct ld_delivery *d, struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	const struct ld_source *src = d->source;
	if (!src->nabsent || d->replace || !d->before.start)
		return 0;
	int rc = ld_quarantine_keys(d->store, src->name, src->fields.items[src->key].name, &d->before, NULL, &q, err);
	while (rc >= 0 && (rc = ld_sql_step(d->store, q, err)) > 0)
		if (ld_map_add(&d->doubted, ld_sql_text(q, 0), (size_t)sqlite3_column_bytes(q, 0)) == LD_MAP_NONE)
			return ld_nomem(err);
	return rc;
}

static int next_numbers(struct ld_delivery *d, struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	struct ld_store *s = d->store;
	int rc = ld_sql_prepare(s, &q, err, "SELECT coalesce((SELECT max(delivery) FROM delivery), 0),"
					    " coalesce((SELECT max(file) FROM file), 0),"
					    " coalesce((SELECT max(_record) FROM \"record_%w\"), 0)", d->source->name);
	if (rc >= 0)
		rc = ld_sql_row(s, q, err);
	if (rc < 0)
		return rc;
	d->number = sqlite3_column_int64(q, 0) + 1;
	d->first_file = sqlite3_column_int64(q, 1) + 1;
	d->next_record = sqlite3_column_int64(q, 2) + 1;
	return 0;
}

static int check_source(const struct ld_source *src, size_t *ret_key, struct lindung_error *err)
{
	if (!ld_field_name_valid(src->name))
		return ld_fail(err, LINDUNG_E_NAME, "'%.80s' cannot be the name of a source", src->name);
	if (src->adds == LD_ADDS_WORKERS && src->key != 0)
		return ld_fail(err, LINDUNG_E_KEY, "source '%s' adds workers, so its key is 'nik'", src->name);
	for (size_t i = 0; i < src->nmaps; i++)
		if (src->maps[i].field == src->key) {
			*ret_key = i;
			if (ld_type_kind(src->fields.items[src->key].type) == LD_STR)
				return 0;
		}
	return ld_fail(err, LINDUNG_E_KEY, "source '%s' has no column for its key '%s', or the key is no id", src->name,
		src->fields.items[src->key].name);
}

static int cmp_maps(const void *a, const void *b, void *ctx)
{
	const struct ld_source *src = ctx;
	return strcmp(src->fields.items[src->maps[*(const size_t *)a].field].name,
		src->fields.items[src->maps[*(const size_t *)b].field].name);
}

static int prepare_rows(struct ld_delivery *d, struct lindung_error *err)
{
	const struct ld_source *src = d->source;
	LD_CLEANUP(ld_buf_fini) struct ld_buf names = ld_buf_init(1 << 20), marks = ld_buf_init(1 << 20);
	d->order = calloc(src->nmaps, sizeof *d->order);
	d->forms = calloc(src->nmaps, sizeof *d->forms);
	if (!d->order || !d->forms)
		return ld_nomem(err);
	for (size_t i = 0; i < src->nmaps; i++) {
		d->order[i] = i;
		ld_row_form(&src->fields.items[src->maps[i].field], &d->forms[i]);
		ld_buf_printf(&names, ", \"%s\"", src->fields.items[src->maps[i].field].name);
		ld_buf_puts(&marks, ", ?");
	}
	qsort_r(d->order, src->nmaps, sizeof *d->order, cmp_maps, (void *)(uintptr_t)src);
	int rc = names.failed || marks.failed ? ld_nomem(err)
		: ld_sql_prepare(d->store, &d->insert, err, "INSERT INTO \"record_%w\"(_record, _delivery, _file, _line, _digest%s)"
			" VALUES (?, ?, ?, ?, ?%s)", src->name, ld_buf_text(&names), ld_buf_text(&marks));
	ld_buf_fini(&marks);
	if (rc >= 0)
		rc = ld_sql_prepare(d->store, &d->carry, err, "INSERT INTO carried(delivery, record) VALUES (?1, ?2)");
	if (rc >= 0)
		rc = ld_sql_prepare(d->store, &d->bad, err, "INSERT INTO quarantine(file, line, \"column\", value, code, reason,"
							    " key) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
	if (rc >= 0)
		rc = ld_counted_init(d->store, src->name, src->fields.items[src->key].name, &d->counted, err);
	return rc;
}

void ld_delivery_free(struct ld_delivery *d)
{
	if (!d)
		return;
	if (d->next_record > LD_CACHE_RECORDS)
		ld_store_cache(d->store, 0, NULL);
	ld_counted_fini(&d->counted);
	ld_sql_fini(&d->insert);
	ld_sql_fini(&d->carry);
	ld_sql_fini(&d->bad);
	ld_sights_fini(&d->sights);
	ld_map_fini(&d->doubted);
	free(d->forms);
	free(d->order);
	free(d);
}

int ld_store_delivery_begin(struct ld_store *s, const struct ld_source *source, bool replace, const char *created_at,
	struct ld_delivery **ret, struct lindung_error *err)
{
	size_t key = 0;
	ld_assert(s->writable && s->begun_file && !s->delivery);
	int rc = check_source(source, &key, err);
	if (rc < 0)
		return rc;
	struct ld_delivery *d = calloc(1, sizeof *d);
	if (!d)
		return ld_nomem(err);
	*d = (struct ld_delivery){.store = s, .source = source, .replace = replace, .key = key};
	s->delivery = d;
	rc = load_before(d, err);
	if (rc >= 0)
		rc = ld_schema_records(s, source, err);
	if (rc >= 0)
		rc = next_numbers(d, err);
	if (rc >= 0) /* a --replace may have another key than the rows had */
		rc = ld_schema_key(s, source->name, source->fields.items[source->key].name, err);
	if (rc >= 0)
		rc = load_doubted(d, err);
	if (rc >= 0)
		rc = prepare_rows(d, err);
	if (rc >= 0)
		rc = store_head(d, created_at, err);
	if (rc >= 0)
		rc = store_fields(d, err);
	if (rc >= 0)
		rc = store_definition(d, err);
	if (rc >= 0)
		*ret = d;
	return rc;
}

int64_t ld_store_delivery_number(const struct ld_delivery *d)
{
	return d->number;
}

/* ---- files ---- */

/* A --replace reads every file: which rows carry on is only known from them. So does a changed definition. */
static int newest_file(struct ld_delivery *d, sqlite3_stmt **ret, struct lindung_error *err)
{
	if (d->replace || !d->same_definition)
		return 0;
	int rc = ld_sql_prepare(d->store, ret, err, "SELECT sha256, read, bytes FROM file WHERE file = ?1");
	if (rc >= 0)
		rc = ld_sql_bind(d->store, *ret, err, "i", d->newest_file);
	return rc < 0 ? rc : ld_sql_step(d->store, *ret, err);
}

int ld_store_file_newest(struct ld_delivery *d, int64_t *ret_bytes, struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	int rc = newest_file(d, &q, err);
	if (rc > 0)
		*ret_bytes = sqlite3_column_int64(q, 2);
	return rc;
}

int ld_store_file_known(struct ld_delivery *d, const uint8_t sha256[LD_SHA256], bool *ret, int64_t *ret_rows,
	struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	uint8_t newest[LD_SHA256];
	int rc = newest_file(d, &q, err);
	*ret = rc > 0 && ld_sql_digest(q, 0, newest, LD_SHA256) && memcmp(newest, sha256, LD_SHA256) == 0;
	if (*ret)
		*ret_rows = sqlite3_column_int64(q, 1);
	return rc < 0 ? rc : 0;
}

int ld_store_file_begin(struct ld_delivery *d, const char *name, const uint8_t sha256[LD_SHA256], int64_t bytes,
	struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	static const uint8_t later[LD_SHA256];
	ld_assert(!d->file);
	int64_t file = d->newest_file >= d->first_file ? d->newest_file + 1 : d->first_file;
	int rc = ld_sql_prepare(d->store, &q, err, "INSERT INTO file(file, delivery, name, sha256, bytes, first, last)"
						   " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
	if (rc >= 0)
		rc = ld_sql_run(d->store, q, err, "iitbiii", file, d->number, name, sha256 ? sha256 : later, LD_SHA256, bytes,
			d->next_record, d->next_record - 1);
	if (rc < 0)
		return rc;
	d->file = d->newest_file = file;
	d->first = d->next_record;
	d->stored = d->unchanged = 0;
	ld_sha256_init(&d->rows);
	ld_sha256_init(&d->bads);
	return 0;
}

int ld_store_file_content(struct ld_delivery *d, const uint8_t sha256[LD_SHA256], int64_t bytes, struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	ld_assert(d->file);
	int rc = ld_sql_prepare(d->store, &q, err, "UPDATE file SET sha256 = ?2, bytes = ?3 WHERE file = ?1");
	return rc < 0 ? rc : ld_sql_run(d->store, q, err, "ibi", d->file, sha256, LD_SHA256, bytes);
}

int ld_store_file_end(struct ld_delivery *d, int64_t read, int64_t stored, int64_t quarantined, int64_t unchanged,
	struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	uint8_t rows[LD_SHA256], bad[LD_SHA256];
	ld_assert(d->file && read == stored + quarantined + unchanged);
	ld_assert(stored == d->stored && unchanged == d->unchanged);
	ld_sha256_end(&d->rows, rows);
	ld_sha256_end(&d->bads, bad);
	int rc = ld_sql_prepare(d->store, &q, err, "UPDATE file SET read = ?2, stored = ?3, quarantined = ?4, unchanged = ?5,"
						   " last = ?6, rows = ?7, bad = ?8 WHERE file = ?1");
	if (rc >= 0)
		rc = ld_sql_run(d->store, q, err, "iiiiiibb", d->file, read, stored, quarantined, unchanged,
			d->next_record - 1, rows, LD_SHA256, bad, LD_SHA256);
	if (rc >= 0)
		d->file = 0;
	return rc;
}

/* ---- the end ---- */

/* Do its files only repeat the last files of the set (--add), or exactly all of them (--replace)? */
static int is_repeat(struct ld_delivery *d, bool *ret, struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *now = NULL, *old = NULL;
	struct ld_store *s = d->store;
	uint8_t a[LD_SHA256], b[LD_SHA256];
	int rc = ld_sql_prepare(s, &now, err, "SELECT sha256 FROM file WHERE file >= ?1 ORDER BY file DESC");
	if (rc >= 0)
		rc = ld_sql_prepare(s, &old, err, "SELECT sha256 FROM file JOIN delivery USING (delivery)"
			" WHERE source = ?1 AND delivery >= ?2 AND file < ?3 ORDER BY file DESC");
	if (rc >= 0)
		rc = ld_sql_bind(s, now, err, "i", d->first_file);
	if (rc >= 0)
		rc = ld_sql_bind(s, old, err, "tii", d->source->name, d->before.start, d->first_file);
	bool same = rc >= 0;
	while (rc >= 0 && same && (rc = ld_sql_step(s, now, err)) > 0) {
		rc = ld_sql_step(s, old, err);
		same = rc > 0 && ld_sql_digest(now, 0, a, LD_SHA256) && ld_sql_digest(old, 0, b, LD_SHA256) &&
			memcmp(a, b, LD_SHA256) == 0;
	}
	if (rc >= 0 && same && d->replace)
		same = (rc = ld_sql_step(s, old, err)) == 0;
	if (rc < 0)
		return rc;
	*ret = same && d->same_definition;
	return 0;
}

static int take_back(struct ld_delivery *d, struct lindung_error *err)
{
	long long n = d->number, file = d->first_file;
	return ld_sql_exec(d->store, err, "DELETE FROM quarantine WHERE file >= %lld; DELETE FROM file WHERE file >= %lld;"
		" DELETE FROM carried WHERE delivery = %lld; DELETE FROM \"record_%w\" WHERE _delivery = %lld;"
		" DELETE FROM delivery_field WHERE delivery = %lld; DELETE FROM delivery_definition WHERE delivery = %lld;"
		" DELETE FROM delivery WHERE delivery = %lld", file, file, n, d->source->name, n, n, n, n);
}

static int seal(struct ld_delivery *d, struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL, *count = NULL;
	struct ld_store *s = d->store;
	uint8_t chain[LD_SHA256];
	int rc = ld_sql_prepare(s, &count, err, "UPDATE delivery SET duplicates = ?2 WHERE delivery = ?1");
	if (rc >= 0)
		rc = ld_sql_run(s, count, err, "ii", d->number, d->duplicates);
	if (rc >= 0)
		rc = ld_store_data_digest(s, d->number - 1, chain, err);
	if (rc >= 0)
		rc = ld_chain_delivery(s, d->number, chain, false, chain, err);
	if (rc >= 0)
		rc = ld_sql_prepare(s, &q, err, "UPDATE delivery SET digest = ?2 WHERE delivery = ?1");
	if (rc >= 0)
		rc = ld_sql_run(s, q, err, "ib", d->number, chain, LD_SHA256);
	return rc;
}

int ld_store_delivery_end(struct ld_delivery *d, int64_t *ret_number, int64_t *ret_duplicates,
	struct lindung_error *err)
{
	struct ld_store *s = d->store;
	bool files = d->newest_file >= d->first_file, repeat = true;
	ld_assert(s->delivery == d && !d->file);
	int rc = files ? is_repeat(d, &repeat, err) : 0;
	if (rc >= 0)
		rc = repeat ? take_back(d, err) : seal(d, err);
	if (rc < 0)
		return rc;
	*ret_number = repeat ? 0 : d->number;
	*ret_duplicates = d->duplicates;
	s->delivery = NULL;
	ld_delivery_free(d);
	return 0;
}

int ld_store_last_delivery(struct ld_store *s, int64_t *ret, struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	int rc = ld_sql_prepare(s, &q, err, "SELECT max(delivery) FROM delivery");
	return rc < 0 ? rc : ld_sql_number(s, q, 0, ret, err);
}
