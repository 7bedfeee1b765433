/* SQL run on a database by somebody who does not use the program: it is refused by name, or read, and no changed list
 * verifies. Every third length a run is kept then and the file imported again: an answer or a reason. */
#include "fuzz_database.h"

static int authorize(void *ctx, int action, const char *a, const char *b, const char *c, const char *d)
{
	(void)ctx, (void)a, (void)b, (void)c, (void)d;
	bool file = action == SQLITE_ATTACH || action == SQLITE_DETACH;
	bool other = action == SQLITE_PRAGMA && strcmp(a, "writable_schema") != 0 && strcmp(a, "user_version") != 0;
	return file || other ? SQLITE_DENY : SQLITE_OK;
}

static int enough(void *ctx)
{
	int *left = ctx;
	return --*left < 0;
}

static void tamper(const char *sql)
{
	sqlite3 *db;
	int left = 50;
	ld_assert(sqlite3_open(fuzz_base.path, &db) == SQLITE_OK);
	sqlite3_limit(db, SQLITE_LIMIT_LENGTH, 100000);
	sqlite3_set_authorizer(db, authorize, NULL);
	sqlite3_progress_handler(db, 1000, enough, &left);
	sqlite3_exec(db, "PRAGMA writable_schema = 1", NULL, NULL, NULL);
	for (const char *rest = sql; *rest && left >= 0;) {
		sqlite3_stmt *q = NULL;
		if (sqlite3_prepare_v2(db, rest, -1, &q, &rest) != SQLITE_OK)
			rest += strcspn(rest, ";"), rest += *rest == ';';
		while (q && left >= 0 && sqlite3_step(q) == SQLITE_ROW)
			;
		sqlite3_finalize(q);
	}
	sqlite3_close(db);
}

static void write_all(void)
{
	const char *const files[] = {FUZZ_OFFICE "/orang.csv"};
	struct lindung *l = fuzz_database_open();
	struct lindung_error err;
	struct lindung_result *r;
	int rc;
	FUZZ_READ(lindung_keep(l, 2, &r, &err));
	FUZZ_READ(lindung_import(l, &(struct lindung_import){.source = "orang", .files = files, .nfiles = 1, .replace = 1}, &r,
		&err));
	lindung_close(l);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct fuzz_database *base = fuzz_database();
	char *sql = fuzz_text(data, size);
	fuzz_database_write(base->bytes, base->size);
	tamper(sql);
	fuzz_database_read(1 + (int64_t)size % FUZZ_RUNS);
	if (size % 3 == 0)
		write_all();
	free(sql);
	return 0;
}
