/*
 * An old database is made by the first steps of the engine's own migrations and filled from a new one: rows of the columns
 * that both have, and the tables of records and their indexes as they are.
 */
#include "store_old.h"

#include <stdio.h>
#include <stdlib.h>

#include "store/sql.h"

static sqlite3 *db;

static void stop(const char *what)
{
	fprintf(stderr, "%s: %s\n", what, sqlite3_errmsg(db));
	exit(1);
}

static void run(char *sql)
{
	if (!sql || sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
		stop(sql ? sql : "memory");
	sqlite3_free(sql);
}

/* Run each statement that a query gives. */
static void run_all(const char *sql)
{
	sqlite3_stmt *q;
	if (sqlite3_prepare_v2(db, sql, -1, &q, NULL) != SQLITE_OK)
		stop(sql);
	while (sqlite3_step(q) == SQLITE_ROW)
		run(sqlite3_mprintf("%s", sqlite3_column_text(q, 0)));
	sqlite3_finalize(q);
}

void old_database(const char *from, const char *to, int version)
{
	struct lindung_error err;
	char said[1024];
	if (sqlite3_open(to, &db) != SQLITE_OK)
		stop(to);
	struct ld_store s = {.db = db, .path = to};
	if (ld_schema_migrate(&s, 0, version, &err) < 0) {
		lindung_error_format(&err, said, sizeof said);
		stop(said);
	}
	run(sqlite3_mprintf("ATTACH %Q AS new", from));
	run(sqlite3_mprintf("BEGIN"));
	run_all("SELECT sql FROM new.sqlite_schema WHERE (name GLOB 'record_*' OR name GLOB 'key_*') AND sql IS NOT NULL"
		" ORDER BY type DESC");
	run_all("SELECT 'INSERT INTO main.\"' || t.name || '\"(' || group_concat('\"' || c.name || '\"') || ') SELECT '"
		" || group_concat('\"' || c.name || '\"') || ' FROM new.\"' || t.name || '\"'"
		" FROM main.sqlite_schema AS t JOIN pragma_table_info(t.name, 'main') AS c"
		" WHERE t.type = 'table' AND EXISTS (SELECT 1 FROM pragma_table_info(t.name, 'new') AS n WHERE n.name = c.name)"
		" GROUP BY t.name ORDER BY t.name");
	run(sqlite3_mprintf("COMMIT"));
	run(sqlite3_mprintf("DETACH new"));
	run(sqlite3_mprintf("PRAGMA journal_mode = WAL"));
	if (sqlite3_close(db) != SQLITE_OK)
		stop("close");
}
