/*
 * Reading a database with plain SQL and nothing of the library under test, but for the hash. The sums that must hold are
 * asked of the tables themselves, so a half-written file, delivery or run shows whatever wrote it.
 */
#include "store_state.h"

#include <criterion/criterion.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/digest.h"

static sqlite3_stmt *prepare(sqlite3 *db, const char *where, const char *sql)
{
	sqlite3_stmt *q = NULL;
	int rc = sqlite3_prepare_v2(db, sql, -1, &q, NULL);
	cr_assert_eq(rc, SQLITE_OK, "%s: %s: %s", where, sql, sqlite3_errmsg(db));
	return q;
}

static int64_t number(sqlite3 *db, const char *where, const char *sql)
{
	sqlite3_stmt *q = prepare(db, where, sql);
	cr_assert_eq(sqlite3_step(q), SQLITE_ROW, "%s: %s: %s", where, sql, sqlite3_errmsg(db));
	int64_t n = sqlite3_column_int64(q, 0);
	sqlite3_finalize(q);
	return n;
}

static void check_pages(sqlite3 *db, const char *where)
{
	sqlite3_stmt *q = prepare(db, where, "PRAGMA quick_check");
	cr_assert_eq(sqlite3_step(q), SQLITE_ROW, "%s: %s", where, sqlite3_errmsg(db));
	cr_assert_str_eq((const char *)sqlite3_column_text(q, 0), "ok", "%s", where);
	sqlite3_finalize(q);
}

static void none(sqlite3 *db, const char *where, const char *sql)
{
	int64_t n = number(db, where, sql);
	cr_assert_eq(n, 0, "%s: %lld wrong by %s", where, (long long)n, sql);
}

/* The records of each source against the counts of its files. */
static void check_records(sqlite3 *db, const char *where)
{
	sqlite3_stmt *q = prepare(db, where, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name GLOB 'record_*'");
	while (sqlite3_step(q) == SQLITE_ROW) {
		const char *table = (const char *)sqlite3_column_text(q, 0);
		char *sql = sqlite3_mprintf("SELECT count(*) FROM file AS f JOIN delivery AS d USING (delivery)"
			" WHERE d.source = '%q' AND f.stored <> (SELECT count(*) FROM \"%w\" AS r WHERE r._file = f.file"
			" AND r._delivery = f.delivery AND r._record BETWEEN f.first AND f.last)", table + 7, table);
		none(db, where, sql);
		sqlite3_free(sql);
		sql = sqlite3_mprintf("SELECT count(*) - (SELECT total(stored) FROM file JOIN delivery USING (delivery)"
			" WHERE source = '%q') FROM \"%w\"", table + 7, table);
		none(db, where, sql);
		sqlite3_free(sql);
	}
	sqlite3_finalize(q);
}

static void check_sums(sqlite3 *db, const char *where, bool runs)
{
	none(db, where, "SELECT count(*) FROM file WHERE read <> stored + quarantined + unchanged");
	none(db, where, "SELECT count(*) FROM file AS f WHERE quarantined <>"
		" (SELECT count(*) FROM quarantine AS q WHERE q.file = f.file)");
	none(db, where, "SELECT count(*) FROM file WHERE rows IS NULL OR bad IS NULL");
	none(db, where, "SELECT count(*) FROM delivery WHERE digest IS NULL");
	none(db, where, "SELECT count(*) FROM pragma_foreign_key_check");
	check_records(db, where);
	if (!runs)
		return;
	none(db, where, "SELECT count(*) FROM run AS r WHERE workers <>"
		" (SELECT count(*) FROM decision AS d WHERE d.run = r.run) +"
		" (SELECT coalesce(sum(d.rows), 0) FROM draft AS d WHERE d.run = r.run)");
	none(db, where, "SELECT count(*) FROM draft WHERE run NOT IN (SELECT run FROM run WHERE kept_at IS NULL)");
	none(db, where, "SELECT count(*) FROM run AS r WHERE kept_at IS NOT NULL AND selected <>"
		" (SELECT count(*) FROM decision AS d WHERE d.run = r.run AND d.status = 'selected')");
	none(db, where, "SELECT count(*) FROM decision WHERE run NOT IN (SELECT run FROM run)");
}

static void add_table(sqlite3 *db, const char *where, const char *table, struct ld_sha256 *h)
{
	char *sql = sqlite3_mprintf("SELECT * FROM \"%w\" ORDER BY 1, 2", table);
	sqlite3_stmt *q = prepare(db, where, sql);
	int rc;
	while ((rc = sqlite3_step(q)) == SQLITE_ROW) {
		ld_sha256_field(h, table, strlen(table));
		for (int c = 0; c < sqlite3_column_count(q); c++) {
			const void *p = sqlite3_column_blob(q, c);
			ld_sha256_field(h, p ? p : "", (size_t)sqlite3_column_bytes(q, c));
		}
	}
	cr_assert_eq(rc, SQLITE_DONE, "%s: %s: %s", where, table, sqlite3_errmsg(db));
	sqlite3_finalize(q);
	sqlite3_free(sql);
}

static void add_rows(sqlite3 *db, const char *where, uint8_t ret[32])
{
	struct ld_sha256 h;
	ld_sha256_init(&h);
	sqlite3_stmt *q = prepare(db, where, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name");
	while (sqlite3_step(q) == SQLITE_ROW)
		add_table(db, where, (const char *)sqlite3_column_text(q, 0), &h);
	sqlite3_finalize(q);
	ld_sha256_end(&h, ret);
}

void state_of(const char *path, const char *where, struct state *ret)
{
	struct stat st;
	sqlite3 *db;
	*ret = (struct state){.version = 0};
	if (stat(path, &st) != 0 || st.st_size == 0)
		return;
	cr_assert_eq(sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK, "%s", where);
	check_pages(db, where);
	ret->version = number(db, where, "PRAGMA user_version");
	bool runs = number(db, where, "SELECT count(*) FROM sqlite_schema WHERE name = 'run'");
	if (ret->version) {
		check_sums(db, where, runs);
		ret->deliveries = number(db, where, "SELECT count(*) FROM delivery");
		ret->runs = runs ? number(db, where, "SELECT count(*) FROM run") : 0;
		ret->kept = runs ? number(db, where, "SELECT count(*) FROM run WHERE kept_at IS NOT NULL") : 0;
	} else {
		none(db, where, "SELECT count(*) FROM sqlite_schema");
	}
	if (ret->deliveries || ret->runs)
		add_rows(db, where, ret->rows);
	cr_assert_eq(sqlite3_close(db), SQLITE_OK, "%s", where);
}

bool state_same(const struct state *a, const struct state *b)
{
	return memcmp(a->rows, b->rows, sizeof a->rows) == 0;
}
