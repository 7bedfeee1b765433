/*
 * Destroying persons: records and quarantined rows of old deliveries that no moment needs which still counts, decisions and
 * secrets of runs, names of files. Which moments and runs those are is the caller's. A delivery that lost rows keeps its
 * digest, which the chain needs, and gets another over what remains of it. What SQLite deletes it overwrites with zeros
 * (secure_delete), and the whole file is written anew afterwards, because pages that were split or moved keep old bytes.
 */
#include <stdio.h>

#include "base/limits.h"
#include "store/merge.h"
#include "store/run.h"

/* For one source: the rows and files that some moment counts, the spans of deliveries those moments see, and the
 * deliveries that lose something. Temporary tables live in memory (open.c). */
static const char tables[] =
	"CREATE TEMP TABLE kept_record(record INTEGER PRIMARY KEY); CREATE TEMP TABLE kept_file(file INTEGER PRIMARY KEY);"
	" CREATE TEMP TABLE span(first INTEGER, last INTEGER); CREATE TEMP TABLE loser(delivery INTEGER PRIMARY KEY)";
static const char empty[] = "DELETE FROM temp.kept_record; DELETE FROM temp.kept_file; DELETE FROM temp.span;"
			    " DELETE FROM temp.loser";
static const char no_tables[] = "DROP TABLE temp.kept_record; DROP TABLE temp.kept_file; DROP TABLE temp.span;"
				" DROP TABLE temp.loser";

/* The source's deliveries made before the day ?1. */
#define OLD "(SELECT delivery FROM delivery WHERE source = %Q AND substr(created_at, 1, 10) < ?1)"

struct forgetting {
	struct ld_store *s;
	const char *source, *before, *at;
	struct ld_forgotten *counts;
};

/* The statement, with the day bound to ?1; its changes are added to *count. */
static int run(struct forgetting *f, int64_t *count, struct lindung_error *err, char *sql)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	int rc = sql ? ld_sql_prepare(f->s, &q, err, "%s", sql) : ld_nomem(err);
	sqlite3_free(sql);
	if (rc >= 0)
		rc = ld_sql_run(f->s, q, err, "t", f->before);
	if (rc >= 0 && count)
		*count += sqlite3_changes64(f->s->db);
	return rc;
}

static int key_of(struct forgetting *f, int64_t delivery, char ret[LD_MAX_NAME + 1], struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	int rc = ld_sql_prepare(f->s, &q, err, "SELECT key FROM delivery WHERE delivery = ?1");
	if (rc >= 0)
		rc = ld_sql_bind(f->s, q, err, "i", delivery);
	if (rc >= 0)
		rc = ld_sql_step(f->s, q, err);
	if (rc >= 0)
		snprintf(ret, LD_MAX_NAME + 1, "%s", ld_sql_text(q, 0));
	return rc;
}

/* What counts of the source as of a delivery: the newest row of each key, and of keys without one the row carried in. */
static int keep_moment(struct forgetting *f, int64_t delivery, struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *own = NULL, *carried = NULL, *span = NULL, *files = NULL;
	struct ld_set set;
	char key[LD_MAX_NAME + 1];
	int rc = ld_set_load(f->s, f->source, delivery, &set, err);
	if (rc < 0 || !set.start)
		return rc;
	rc = key_of(f, set.last, key, err);
	if (rc >= 0)
		rc = ld_sql_prepare(f->s, &own, err, "INSERT OR IGNORE INTO temp.kept_record SELECT max(_record) FROM \"record_%w\""
			" WHERE _delivery BETWEEN ?1 AND ?2 GROUP BY \"%w\"", f->source, key);
	if (rc >= 0)
		rc = ld_sql_run(f->s, own, err, "ii", set.start, set.last);
	if (rc >= 0)
		rc = ld_sql_prepare(f->s, &carried, err,
			"INSERT OR IGNORE INTO temp.kept_record SELECT c.record FROM carried AS c CROSS JOIN \"record_%w\" AS r"
			" ON r._record = c.record WHERE c.delivery = ?1 AND NOT EXISTS (SELECT 1 FROM \"record_%w\" AS n"
			" WHERE n.\"%w\" = r.\"%w\" AND n._delivery BETWEEN ?1 AND ?2)", f->source, f->source, key, key);
	if (rc >= 0)
		rc = ld_sql_run(f->s, carried, err, "ii", set.start, set.last);
	if (rc >= 0)
		rc = ld_sql_prepare(f->s, &span, err, "INSERT INTO temp.span VALUES (?1, ?2)");
	if (rc >= 0)
		rc = ld_sql_run(f->s, span, err, "ii", set.start, set.last);
	if (rc >= 0)
		rc = ld_quarantine_files(f->s, f->source, &set, "INSERT OR IGNORE INTO temp.kept_file", &files, err);
	if (rc >= 0)
		rc = ld_sql_step(f->s, files, err);
	return rc;
}

/* Which deliveries lose a record, a carried one or a row of quarantine; a delivery of the day or later loses none. */
static int find_losers(struct forgetting *f, struct lindung_error *err)
{
	const char *s = f->source;
	int rc = run(f, NULL, err, sqlite3_mprintf("INSERT OR IGNORE INTO temp.kept_record SELECT record FROM carried"
		" WHERE delivery IN (SELECT delivery FROM delivery WHERE source = %Q AND substr(created_at, 1, 10) >= ?1)", s));
	if (rc >= 0)
		rc = run(f, NULL, err, sqlite3_mprintf("INSERT OR IGNORE INTO temp.loser SELECT DISTINCT _delivery FROM \"record_%w\""
			" NOT INDEXED WHERE _delivery IN " OLD " AND _record NOT IN (SELECT record FROM temp.kept_record)", s, s));
	if (rc >= 0)
		rc = run(f, NULL, err, sqlite3_mprintf("INSERT OR IGNORE INTO temp.loser SELECT DISTINCT delivery FROM carried"
			" WHERE delivery IN " OLD " AND record NOT IN (SELECT record FROM temp.kept_record)", s));
	if (rc >= 0)
		rc = run(f, NULL, err, sqlite3_mprintf("INSERT OR IGNORE INTO temp.loser SELECT DISTINCT f.delivery FROM file AS f"
			" WHERE f.delivery IN " OLD " AND f.file NOT IN (SELECT file FROM temp.kept_file)"
			" AND EXISTS (SELECT 1 FROM quarantine AS q WHERE q.file = f.file)", s));
	return rc;
}

static int delete_rows(struct forgetting *f, struct lindung_error *err)
{
	const char *s = f->source;
	int rc = run(f, NULL, err, sqlite3_mprintf("DELETE FROM carried WHERE delivery IN " OLD
		" AND record NOT IN (SELECT record FROM temp.kept_record)", s));
	if (rc >= 0)
		rc = run(f, &f->counts->records, err, sqlite3_mprintf("DELETE FROM \"record_%w\" WHERE _delivery IN " OLD
			" AND _record NOT IN (SELECT record FROM temp.kept_record)", s, s));
	if (rc >= 0)
		rc = run(f, &f->counts->quarantined, err, sqlite3_mprintf("DELETE FROM quarantine WHERE file IN (SELECT file FROM file"
			" WHERE delivery IN " OLD ") AND file NOT IN (SELECT file FROM temp.kept_file)", s));
	if (rc >= 0) /* a path may name a person; where a moment counts, it says which file was brought again */
		rc = run(f, NULL, err, sqlite3_mprintf("UPDATE file SET name = '(forgotten)' WHERE name <> '(forgotten)'"
			" AND delivery IN " OLD " AND NOT EXISTS (SELECT 1 FROM temp.span WHERE file.delivery BETWEEN first AND last)"
			" AND NOT EXISTS (SELECT 1 FROM \"record_%w\" AS r WHERE r._record BETWEEN file.first AND file.last"
			" AND r._file = file.file)", s, s));
	return rc;
}

static int add_remains(struct forgetting *f, int64_t delivery, struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	uint8_t remains[LD_SHA256];
	int rc = ld_chain_remains(f->s, delivery, remains, err);
	if (rc >= 0)
		rc = ld_sql_prepare(f->s, &q, err, "INSERT INTO forgotten(delivery, at, remains) VALUES (?1, ?2, ?3)"
			" ON CONFLICT (delivery) DO UPDATE SET at = ?2, remains = ?3");
	f->counts->deliveries++;
	return rc < 0 ? rc : ld_sql_run(f->s, q, err, "itb", delivery, f->at, remains, LD_SHA256);
}

static int forget_source(struct forgetting *f, const int64_t *moments, size_t n, struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	int rc = ld_sql_exec(f->s, err, "%s", empty);
	for (size_t i = 0; i < n && rc >= 0; i++)
		rc = keep_moment(f, moments[i], err);
	if (rc >= 0)
		rc = find_losers(f, err);
	if (rc >= 0)
		rc = delete_rows(f, err);
	if (rc >= 0)
		rc = ld_sql_prepare(f->s, &q, err, "SELECT delivery FROM temp.loser ORDER BY delivery");
	while (rc >= 0 && (rc = ld_sql_step(f->s, q, err)) > 0)
		rc = add_remains(f, sqlite3_column_int64(q, 0), err);
	return rc;
}

/* Records of before the day that are there still: the workers of today. */
static int count_left(struct forgetting *f, struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	int64_t n = 0;
	int rc = ld_sql_prepare(f->s, &q, err, "SELECT count(*) FROM \"record_%w\" NOT INDEXED WHERE _delivery IN " OLD,
		f->source, f->source);
	if (rc >= 0)
		rc = ld_sql_bind(f->s, q, err, "t", f->before);
	if (rc >= 0)
		rc = ld_sql_number(f->s, q, 0, &n, err);
	f->counts->left += n;
	return rc;
}

int ld_store_forget_rows(struct ld_store *s, const char *before, const int64_t *moments, size_t n, const char *at,
	struct ld_forgotten *ret, struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	struct ld_forgotten counts = {0};
	ld_assert(s->writable && s->begun_file);
	int rc = ld_sql_exec(s, err, "%s", tables);
	if (rc >= 0)
		rc = ld_sql_prepare(s, &q, err, "SELECT DISTINCT source FROM delivery ORDER BY source");
	while (rc >= 0 && (rc = ld_sql_step(s, q, err)) > 0) {
		char source[LD_MAX_NAME + 1];
		snprintf(source, sizeof source, "%s", ld_sql_text(q, 0));
		struct forgetting f = {s, source, before, at, &counts};
		rc = forget_source(&f, moments, n, err);
		if (rc >= 0)
			rc = count_left(&f, err);
	}
	ld_sql_fini(&q); /* no table is dropped while a statement runs */
	if (rc >= 0)
		rc = ld_sql_exec(s, err, "%s", no_tables);
	if (rc >= 0)
		rc = ld_cache_drop(s, 0, err);
	if (rc >= 0)
		*ret = counts;
	return rc;
}

int ld_store_forget_run(struct ld_store *s, int64_t run, const char *summary, const char *at, struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *head = NULL, *rows = NULL, *secret = NULL;
	ld_assert(s->writable && s->begun_file);
	int rc = ld_sql_prepare(s, &head, err, "UPDATE run SET summary = ?2, forgotten_at = ?3 WHERE run = ?1");
	if (rc >= 0)
		rc = ld_sql_run(s, head, err, "itt", run, summary, at);
	if (rc >= 0)
		rc = ld_sql_prepare(s, &rows, err, "DELETE FROM decision WHERE run = ?1");
	if (rc >= 0)
		rc = ld_sql_run(s, rows, err, "i", run);
	if (rc >= 0)
		rc = ld_draft_delete(s, run, err);
	if (rc >= 0)
		rc = ld_sql_prepare(s, &secret, err, "DELETE FROM seal WHERE run = ?1");
	return rc < 0 ? rc : ld_sql_run(s, secret, err, "i", run);
}

/* ---- until no byte is left ---- */

int ld_store_forget_begin(struct ld_store *s, struct lindung_error *err)
{
	int rc = ld_sql_exec(s, err, "PRAGMA secure_delete = ON");
	if (rc >= 0)
		rc = ld_store_begin(s, err);
	if (rc < 0)
		return rc;
	rc = ld_sql_exec(s, err, "INSERT OR REPLACE INTO setting(name, value) VALUES ('rewrite', 'due')");
	if (rc < 0)
		ld_store_rollback(s);
	return rc;
}

int ld_store_rewrite_due(struct ld_store *s, bool *ret, struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	int64_t due = 0;
	int rc = ld_sql_prepare(s, &q, err, "SELECT count(*) FROM setting WHERE name = 'rewrite'");
	if (rc >= 0)
		rc = ld_sql_number(s, q, 0, &due, err);
	if (rc >= 0)
		*ret = due != 0;
	return rc;
}

/* Everything that stands in the -wal goes into the file, and the -wal is cut to nothing. */
static int checkpoint(struct ld_store *s, struct lindung_error *err)
{
	int rc = sqlite3_wal_checkpoint_v2(s->db, "main", SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
	return rc == SQLITE_OK ? 0 : ld_sql_fail(s, rc, err);
}

int ld_store_rewrite(struct ld_store *s, struct lindung_error *err)
{
	ld_assert(s->writable && !s->begun_file);
	int rc = ld_sql_exec(s, err, "PRAGMA secure_delete = ON");
	if (rc >= 0)
		rc = checkpoint(s, err);
	if (rc < 0)
		return rc;
	/* VACUUM attaches a database in memory, and is no transaction of ours. */
	int attached = sqlite3_limit(s->db, SQLITE_LIMIT_ATTACHED, 1);
	s->committing = true;
	rc = ld_sql_exec(s, err, "VACUUM");
	s->committing = false;
	sqlite3_limit(s->db, SQLITE_LIMIT_ATTACHED, attached);
	if (rc >= 0)
		rc = checkpoint(s, err);
	if (rc >= 0)
		rc = ld_store_begin(s, err);
	if (rc < 0)
		return rc;
	rc = ld_sql_exec(s, err, "DELETE FROM setting WHERE name = 'rewrite'");
	if (rc >= 0)
		rc = ld_store_commit(s, err);
	if (rc < 0)
		ld_store_rollback(s);
	return rc < 0 ? rc : 0;
}
