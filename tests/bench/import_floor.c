/*
 * What an import cannot do without, each measured alone: libcsv over the bytes of a file, and prepared inserts of the
 * values of a table into a new database of the same form, durable, with the index over its key made at the end. One line
 * of JSON a measurement.
 *
 *   import_floor FILE.csv DATABASE SOURCE SCRATCH.db
 *
 * DATABASE holds FILE imported as SOURCE; SCRATCH.db is made anew and left.
 */
#include <csv.h>
#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void say(const char *what, long long rows, double seconds)
{
	printf("{\"measure\":\"import-floor\",\"part\":\"%s\",\"rows\":%lld,\"seconds\":%.4f,\"ns_row\":%.0f}\n", what, rows,
		seconds, seconds * 1e9 / (double)(rows ? rows : 1));
	fflush(stdout);
}

static void need(int holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "import_floor: %s\n", what);
	exit(2);
}

/* ---- libcsv alone ---- */

struct tally {
	long long rows, cells, bytes;
};

static void on_cell(void *text, size_t n, void *ctx)
{
	struct tally *t = ctx;
	(void)text;
	t->cells++;
	t->bytes += (long long)n;
}

static void on_row(int c, void *ctx)
{
	(void)c;
	((struct tally *)ctx)->rows++;
}

static double parse(const char *path)
{
	static char chunk[256 * 1024];
	struct csv_parser p;
	struct tally t = {0};
	FILE *f = fopen(path, "rb");
	need(f && !csv_init(&p, 0), "cannot read the file");
	double start = now();
	size_t n;
	while ((n = fread(chunk, 1, sizeof chunk, f)) > 0)
		need(csv_parse(&p, chunk, n, on_cell, on_row, &t) == n, "libcsv stopped");
	csv_fini(&p, on_cell, on_row, &t);
	double took = now() - start;
	csv_free(&p);
	fclose(f);
	say("parse", t.rows - 1, took);
	return took;
}

/* ---- inserts alone ---- */

struct cell {
	int type, len;
	union {
		int64_t i;
		double f;
		const void *p;
	};
};

struct table {
	char *create, *index, *insert;
	struct cell *cells; /* [rows × columns] */
	long long rows;
	int columns;
};

static void *copy(const void *p, size_t n)
{
	static char *block;
	static size_t left;
	if (left < n) {
		left = n > 1 << 20 ? n : 1 << 20;
		block = malloc(left);
		need(block != NULL, "no memory");
	}
	void *at = block;
	if (n)
		memcpy(at, p, n);
	block += n, left -= n;
	return at;
}

static struct cell load_cell(sqlite3_stmt *q, int c)
{
	struct cell v = {.type = sqlite3_column_type(q, c)};
	if (v.type == SQLITE_INTEGER)
		v.i = sqlite3_column_int64(q, c);
	else if (v.type == SQLITE_FLOAT)
		v.f = sqlite3_column_double(q, c);
	else if (v.type != SQLITE_NULL) {
		const void *p = sqlite3_column_blob(q, c);
		v.len = sqlite3_column_bytes(q, c);
		v.p = copy(p, (size_t)v.len);
	}
	return v;
}

static char *schema(sqlite3 *db, const char *type, const char *source)
{
	sqlite3_stmt *q = NULL;
	char *sql = sqlite3_mprintf("SELECT sql FROM sqlite_schema WHERE type = %Q AND tbl_name = 'record_%q'", type, source);
	need(sqlite3_prepare_v2(db, sql, -1, &q, NULL) == SQLITE_OK && sqlite3_step(q) == SQLITE_ROW, "no such source");
	sqlite3_free(sql);
	sql = strdup((const char *)sqlite3_column_text(q, 0));
	sqlite3_finalize(q);
	return sql;
}

static void load(const char *path, const char *source, struct table *t)
{
	sqlite3 *db;
	sqlite3_stmt *q = NULL;
	need(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK, "cannot open the database");
	t->create = schema(db, "table", source);
	t->index = schema(db, "index", source);
	char *sql = sqlite3_mprintf("SELECT * FROM \"record_%w\" ORDER BY _record", source);
	need(sqlite3_prepare_v2(db, sql, -1, &q, NULL) == SQLITE_OK, "cannot read the rows");
	sqlite3_free(sql);
	t->columns = sqlite3_column_count(q);
	long long cap = 0;
	while (sqlite3_step(q) == SQLITE_ROW) {
		if (t->rows == cap) {
			cap = cap ? cap * 2 : 1024;
			t->cells = realloc(t->cells, (size_t)cap * (size_t)t->columns * sizeof *t->cells);
			need(t->cells != NULL, "no memory");
		}
		for (int c = 0; c < t->columns; c++)
			t->cells[t->rows * t->columns + c] = load_cell(q, c);
		t->rows++;
	}
	sqlite3_finalize(q);
	sqlite3_close(db);
	sqlite3_str *s = sqlite3_str_new(NULL);
	sqlite3_str_appendf(s, "INSERT INTO \"record_%w\" VALUES (?", source);
	for (int c = 1; c < t->columns; c++)
		sqlite3_str_appendall(s, ", ?");
	sqlite3_str_appendall(s, ")");
	t->insert = sqlite3_str_finish(s);
}

static int bind(sqlite3_stmt *q, int at, const struct cell *v)
{
	switch (v->type) {
	case SQLITE_INTEGER:
		return sqlite3_bind_int64(q, at, v->i);
	case SQLITE_FLOAT:
		return sqlite3_bind_double(q, at, v->f);
	case SQLITE_TEXT:
		return sqlite3_bind_text(q, at, v->p, v->len, SQLITE_STATIC);
	case SQLITE_BLOB:
		return sqlite3_bind_blob(q, at, v->p, v->len, SQLITE_STATIC);
	default:
		return sqlite3_bind_null(q, at);
	}
}

static double insert(const char *path, const struct table *t)
{
	sqlite3 *db;
	sqlite3_stmt *q = NULL;
	unlink(path);
	double start = now();
	need(sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL) == SQLITE_OK &&
		sqlite3_exec(db, "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536; PRAGMA journal_mode = WAL;"
			" PRAGMA synchronous = FULL; BEGIN IMMEDIATE", NULL, NULL, NULL) == SQLITE_OK &&
		sqlite3_exec(db, t->create, NULL, NULL, NULL) == SQLITE_OK &&
		sqlite3_prepare_v2(db, t->insert, -1, &q, NULL) == SQLITE_OK, "cannot make the scratch database");
	for (long long r = 0; r < t->rows; r++) {
		for (int c = 0; c < t->columns; c++)
			bind(q, c + 1, &t->cells[r * t->columns + c]);
		need(sqlite3_step(q) == SQLITE_DONE, "an insert failed");
		sqlite3_reset(q);
	}
	sqlite3_finalize(q);
	double inserted = now();
	need(sqlite3_exec(db, t->index, NULL, NULL, NULL) == SQLITE_OK, "no index");
	double indexed = now();
	need(sqlite3_exec(db, "COMMIT", NULL, NULL, NULL) == SQLITE_OK && sqlite3_close(db) == SQLITE_OK, "no commit");
	double end = now();
	say("rows", t->rows, inserted - start);
	say("index", t->rows, indexed - inserted);
	say("commit", t->rows, end - indexed);
	say("insert", t->rows, end - start);
	return end - start;
}

int main(int argc, char **argv)
{
	struct table t = {0};
	need(argc == 5, "import_floor FILE.csv DATABASE SOURCE SCRATCH.db");
	load(argv[2], argv[3], &t);
	double parsed = parse(argv[1]), inserted = insert(argv[4], &t);
	say("floor", t.rows, parsed + inserted);
	return 0;
}
