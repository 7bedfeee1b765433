/*
 * The log of commands that decided something: a line a command, written in the transaction of what it tells of, each with
 * the hash of the line before. A line holds what its writer gives it and knows nothing of runs or deliveries; whether the
 * lines and the tables tell the same story is the reader's question. Nothing here is secret, so a whole log can be made
 * anew by who can write to the file: a receipt kept elsewhere names its line and hash.
 */
#include <string.h>

#include "store/sql.h"

void ld_log_hash(const struct ld_log_line *l, uint8_t ret[LD_SHA256])
{
	struct ld_sha256 h;
	ld_sha256_init(&h);
	ld_sha256_field(&h, l->before, LD_SHA256);
	const int64_t numbers[] = {l->line, l->run, l->delivery};
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		uint8_t bytes[8];
		for (int k = 0; k < 8; k++)
			bytes[k] = (uint8_t)((uint64_t)numbers[i] >> (8 * k));
		ld_sha256_add(&h, bytes, sizeof bytes);
	}
	const char *const texts[] = {l->at, l->who, l->what, l->text};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		ld_sha256_field(&h, texts[i], strlen(texts[i]));
	ld_sha256_end(&h, ret);
}

/* The last line's number and hash; zeros when there is none. */
static int last_line(struct ld_store *s, struct ld_log_line *l, struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	int rc = ld_sql_prepare(s, &q, err, "SELECT line, hash FROM log ORDER BY line DESC LIMIT 1");
	if (rc >= 0)
		rc = ld_sql_step(s, q, err);
	if (rc <= 0)
		return rc;
	l->line = sqlite3_column_int64(q, 0);
	if (!ld_sql_digest(q, 1, l->before, LD_SHA256))
		return ld_fail(err, LINDUNG_E_DB_CORRUPT, "database '%s': line %lld of the log has no hash", s->path,
			(long long)l->line);
	return 0;
}

static const char numbered[] = "INSERT INTO log(line, at, who, what, run, delivery, text, before, hash)"
			       " VALUES (?1, ?2, ?3, ?4, nullif(?5, 0), nullif(?6, 0), ?7, ?8, ?9)";

int ld_store_log_add(struct ld_store *s, const struct ld_log_line *line, struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	struct ld_log_line l = *line;
	ld_assert(s->writable && s->begun_file);
	l.line = 0;
	memset(l.before, 0, sizeof l.before);
	int rc = last_line(s, &l, err);
	if (rc >= 0)
		rc = ld_sql_prepare(s, &q, err, "%s", numbered);
	if (rc < 0)
		return rc;
	l.line++;
	ld_log_hash(&l, l.hash);
	return ld_sql_run(s, q, err, "itttiitbb", l.line, l.at, l.who, l.what, l.run, l.delivery, l.text, l.before, LD_SHA256,
		l.hash, LD_SHA256);
}

int ld_store_log(struct ld_store *s, int (*row)(void *ctx, const struct ld_log_line *), void *ctx,
	struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	int rc = ld_sql_prepare(s, &q, err, "SELECT line, at, who, what, run, delivery, text, before, hash FROM log ORDER BY line");
	while (rc >= 0 && (rc = ld_sql_step(s, q, err)) > 0) {
		struct ld_log_line l = {.line = sqlite3_column_int64(q, 0), .at = ld_sql_text(q, 1), .who = ld_sql_text(q, 2),
			.what = ld_sql_text(q, 3), .run = sqlite3_column_int64(q, 4), .delivery = sqlite3_column_int64(q, 5),
			.text = ld_sql_text(q, 6)};
		if (!ld_sql_digest(q, 7, l.before, LD_SHA256) || !ld_sql_digest(q, 8, l.hash, LD_SHA256))
			return ld_fail(err, LINDUNG_E_DB_CORRUPT, "database '%s': line %lld of the log has no hash", s->path,
				(long long)l.line);
		if (row(ctx, &l))
			break;
	}
	return rc < 0 ? rc : 0;
}

int ld_store_deliveries(struct ld_store *s, int64_t last, int (*row)(void *ctx, const struct ld_delivery_row *), void *ctx,
	struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	int rc = ld_sql_prepare(s, &q, err,
		"SELECT d.delivery, d.source, d.mode, d.created_at, d.digest, g.at, g.remains FROM delivery AS d"
		" LEFT JOIN forgotten AS g ON g.delivery = d.delivery WHERE d.delivery <= ?1 ORDER BY d.delivery");
	if (rc >= 0)
		rc = ld_sql_bind(s, q, err, "i", last);
	while (rc >= 0 && (rc = ld_sql_step(s, q, err)) > 0) {
		struct ld_delivery_row d = {.number = sqlite3_column_int64(q, 0), .source = ld_sql_text(q, 1),
			.mode = ld_sql_text(q, 2), .created_at = ld_sql_text(q, 3),
			.forgotten_at = sqlite3_column_type(q, 5) == SQLITE_NULL ? NULL : ld_sql_text(q, 5)};
		if (!ld_sql_digest(q, 4, d.digest, LD_SHA256) ||
			(d.forgotten_at && !ld_sql_digest(q, 6, d.remains, LD_SHA256)))
			return ld_fail(err, LINDUNG_E_DB_CORRUPT, "database '%s': delivery %lld has no digest", s->path,
				(long long)d.number);
		if (row(ctx, &d))
			break;
	}
	return rc < 0 ? rc : 0;
}

int ld_store_data_files(struct ld_store *s, int64_t last, int (*row)(void *ctx, const struct ld_data_file *), void *ctx,
	struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	int rc = ld_sql_prepare(s, &q, err, "SELECT d.delivery, d.source, f.sha256, f.bytes, f.name FROM delivery AS d"
					    " CROSS JOIN file AS f ON f.delivery = d.delivery WHERE d.delivery <= ?1 ORDER BY f.file");
	if (rc >= 0)
		rc = ld_sql_bind(s, q, err, "i", last);
	while (rc >= 0 && (rc = ld_sql_step(s, q, err)) > 0) {
		struct ld_data_file f = {.delivery = sqlite3_column_int64(q, 0), .source = ld_sql_text(q, 1),
			.bytes = sqlite3_column_int64(q, 3), .name = ld_sql_text(q, 4)};
		if (!ld_sql_digest(q, 2, f.sha256, LD_SHA256))
			return ld_fail(err, LINDUNG_E_DB_CORRUPT, "database '%s': a file of delivery %lld has no digest", s->path,
				(long long)f.delivery);
		if (row(ctx, &f))
			break;
	}
	return rc < 0 ? rc : 0;
}

int ld_store_definition_files(struct ld_store *s, int64_t last, int (*row)(void *ctx, const struct ld_definition_file *),
	void *ctx, struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	int rc = ld_sql_prepare(s, &q, err, "SELECT delivery, module, sha256 FROM delivery_definition WHERE delivery <= ?1"
					    " ORDER BY delivery, position");
	if (rc >= 0)
		rc = ld_sql_bind(s, q, err, "i", last);
	while (rc >= 0 && (rc = ld_sql_step(s, q, err)) > 0) {
		struct ld_definition_file f = {.delivery = sqlite3_column_int64(q, 0), .module = ld_sql_text(q, 1)};
		if (!ld_sql_digest(q, 2, f.sha256, LD_SHA256))
			return ld_fail(err, LINDUNG_E_DB_CORRUPT, "database '%s': a rule file of delivery %lld has no digest", s->path,
				(long long)f.delivery);
		if (row(ctx, &f))
			break;
	}
	return rc < 0 ? rc : 0;
}
