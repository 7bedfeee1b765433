/*
 * Begin, commit and roll back, and the one region a database holds. A transaction remembers where it began, and SQLite
 * asks us before every commit, so one that did not come through ld_store_commit cannot happen. A writer's begin takes the
 * write lock at once: a transaction that has read cannot get it later in WAL, however long it waits. ROLLBACK needs memory
 * (a prepared one too, after a change of the schema); where there is none it is made good before the next use, or by the
 * close, which needs none.
 */
#include <stdio.h>
#include <string.h>

#include "store/delivery.h"

int ld_store_idle(struct ld_store *s, struct lindung_error *err)
{
	return s->begun_file || sqlite3_get_autocommit(s->db) ? 0 : ld_sql_exec(s, err, "ROLLBACK");
}

int ld_store_begin_at(struct ld_store *s, const char *file, int line, struct lindung_error *err)
{
	if (s->begun_file)
		return ld_fail(err, LINDUNG_E_INTERNAL, "a transaction is open since %s:%d", s->begun_file, s->begun_line);
	int rc = ld_store_idle(s, err);
	if (rc >= 0)
		rc = ld_sql_exec(s, err, s->writable ? "BEGIN IMMEDIATE" : "BEGIN");
	if (rc < 0)
		return rc;
	s->begun_file = file;
	s->begun_line = line;
	s->changes = sqlite3_total_changes64(s->db);
	if (s->writable)
		return 0;
	rc = ld_sql_exec(s, err, "SELECT count(*) FROM sqlite_schema"); /* the snapshot is taken by the first read */
	if (rc < 0)
		ld_store_rollback(s);
	return rc;
}

/*
 * A commit whose flush failed is whole in the log though it was not acknowledged, and whoever recovers the log after a kill
 * would take it up. One page written in its place, unflushed and with what it holds already, breaks the chain of checksums
 * that makes the rest valid. 0: it cannot come back.
 */
static int spoil(struct ld_store *s)
{
	s->committing = true;
	int rc = ld_sql_exec(s, NULL, "PRAGMA synchronous = OFF; BEGIN IMMEDIATE; PRAGMA application_id = %d; COMMIT",
		LD_APPLICATION_ID);
	s->committing = false;
	ld_store_idle(s, NULL);
	int safe = ld_sql_exec(s, NULL, "PRAGMA synchronous = FULL");
	return rc < 0 ? rc : safe;
}

static int commit_failed(struct ld_store *s, int rc, struct lindung_error *err)
{
	ld_store_rollback(s);
	if (s->writable && spoil(s) < 0 && err) {
		size_t n = strlen(err->message);
		snprintf(err->message + n, sizeof err->message - n, "; whether the work was kept is not known: look for it when the"
			" disk works again");
	}
	return rc;
}

int ld_store_commit(struct ld_store *s, struct lindung_error *err)
{
	if (!s->begun_file)
		return ld_fail(err, LINDUNG_E_INTERNAL, "there is no transaction to commit");
	if (s->delivery)
		return ld_fail(err, LINDUNG_E_INTERNAL, "a delivery is still open");
	s->committing = true;
	int rc = ld_sql_exec(s, err, "COMMIT");
	s->committing = false;
	if (rc < 0)
		return commit_failed(s, rc, err);
	s->begun_file = NULL;
	return 0;
}

void ld_store_rollback(struct ld_store *s)
{
	if (!s)
		return;
	ld_delivery_free(s->delivery);
	s->delivery = NULL;
	s->begun_file = NULL;
	ld_store_idle(s, NULL);
}

/* The database is another region's: say which run made it so, and what to do. */
static int other_region(struct ld_store *s, const char *held, const char *region, struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	int rc = ld_sql_prepare(s, &q, err, "SELECT run, programme FROM run ORDER BY run LIMIT 1");
	if (rc >= 0)
		rc = ld_sql_row(s, q, err);
	if (rc < 0)
		return rc;
	if (!rc)
		return ld_fail(err, LINDUNG_E_REGION, "database '%s' holds region '%.40s', not '%.40s'; give another with --db",
			s->path, held, region);
	return ld_fail(err, LINDUNG_E_REGION,
		"database '%s' holds region '%.40s' since run %lld of '%.63s', not '%.40s'; give another with --db", s->path,
		held, (long long)sqlite3_column_int64(q, 0), ld_sql_text(q, 1), region);
}

int ld_store_region(struct ld_store *s, const char *region, struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	int rc = ld_sql_prepare(s, &q, err, "SELECT value FROM setting WHERE name = 'region'");
	if (rc >= 0)
		rc = ld_sql_row(s, q, err);
	if (rc < 0)
		return rc;
	if (rc)
		return sqlite3_stricmp(ld_sql_text(q, 0), region) == 0 ? 0 : other_region(s, ld_sql_text(q, 0), region, err);
	if (!s->writable)
		return 0;
	ld_assert(s->begun_file);
	ld_sql_fini(&q);
	rc = ld_sql_prepare(s, &q, err, "INSERT INTO setting(name, value) VALUES ('region', ?1)");
	if (rc >= 0)
		rc = ld_sql_run(s, q, err, "t", region);
	s->changes += rc >= 0; /* no one who reads records looks at it */
	return rc;
}
