/* Inside store/: the open database and short words for SQLite's calls. */
#ifndef LD_STORE_SQL_H
#define LD_STORE_SQL_H

#include <sqlite3.h>
#include <sys/stat.h>

#include "store/store.h"

#define LD_APPLICATION_ID 0x4c444e47 /* "LDNG" */

struct ld_store {
	sqlite3 *db;
	char *name;       /* for SQLite */
	const char *path; /* in name: as the caller gave it */
	bool writable;
	bool others;      /* another user owns the file */
	bool frozen;      /* opened without locks, because nothing can be written beside it */
	struct stat then; /* frozen: the file as it was; another state ends the reading */
	const char *begun_file; /* where the open transaction began; NULL outside one */
	int begun_line;
	int64_t changes;        /* of rows before it */
	bool committing;        /* the commit hook refuses commits that did not come through ld_store_commit */
	struct ld_delivery *delivery; /* the open one */
	struct ld_scan *scan;         /* takes the rows of the statement that runs */
	unsigned jobs;                /* connections that may read at once; 0: one */
};

/** Fill err from SQLite's last error; rc decides the code. */
int ld_sql_fail(struct ld_store *s, int rc, struct lindung_error *err);
/** Prepare a statement. fmt is of sqlite3_mprintf: identifiers go in as "\"%w\"", values are bound, never printed. */
int ld_sql_prepare(struct ld_store *s, sqlite3_stmt **ret, struct lindung_error *err, const char *fmt, ...);
/** Run statements that bind nothing. */
int ld_sql_exec(struct ld_store *s, struct lindung_error *err, const char *fmt, ...);
/** Bind parameters 1, 2, … by a list of kinds: i int64_t, t const char * (NULL binds NULL), b const void * and int.
 *  What is pointed to must live until the statement is reset. */
int ld_sql_bind(struct ld_store *s, sqlite3_stmt *q, struct lindung_error *err, const char *kinds, ...);
/** Bind as above, run to the end, reset. */
int ld_sql_run(struct ld_store *s, sqlite3_stmt *q, struct lindung_error *err, const char *kinds, ...);
/** 1 a row, 0 the end, negative on failure. A text of the row reads as NULL when memory runs out then; the next step
 *  fails for it. For rows by the million whose end is awaited. */
int ld_sql_step(struct ld_store *s, sqlite3_stmt *q, struct lindung_error *err);
/** The same, with the texts of the row read already. */
int ld_sql_row(struct ld_store *s, sqlite3_stmt *q, struct lindung_error *err);
/** Did the last reading of a text fail for want of memory? */
bool ld_sql_starved(const struct ld_store *s);
/** One number: the first column of the first row, or otherwise when there is no row or a NULL. */
int ld_sql_number(struct ld_store *s, sqlite3_stmt *q, int64_t otherwise, int64_t *ret, struct lindung_error *err);
/** Text of a column, "" for NULL. */
const char *ld_sql_text(sqlite3_stmt *q, int column);
/** A copy of it; NULL for NULL. false when memory ran out. */
bool ld_sql_dup(sqlite3_stmt *q, int column, struct ld_arena *a, const char **ret);
/** A digest of n bytes; false when the cell is not one. */
bool ld_sql_digest(sqlite3_stmt *q, int column, uint8_t *out, int n);
/** For LD_CLEANUP. */
void ld_sql_fini(sqlite3_stmt **q);

/** Bring a writable database to this version's schema, or see that it is of it. */
int ld_schema_open(struct ld_store *s, bool create, struct lindung_error *err);
/** From one version of the schema to a later one; 0 is an empty database. Inside a transaction of the caller. */
int ld_schema_migrate(struct ld_store *s, int64_t from, int64_t to, struct lindung_error *err);
/** Make the source's table of records or add the columns it lacks. */
int ld_schema_records(struct ld_store *s, const struct ld_source *source, struct lindung_error *err);
/** The index over the records' key, where there is none yet. */
int ld_schema_key(struct ld_store *s, const char *source, const char *key, struct lindung_error *err);
/** 1: the source's table has the column; 0: it has not, or there is no table. */
int ld_schema_has_column(struct ld_store *s, const char *source, const char *field, struct lindung_error *err);

enum { LD_CACHE_RECORDS = 1000000 };
/** A cache in which the keys' index of so many records stays: rows come in an order that is not its own. */
int ld_store_cache(struct ld_store *s, int64_t records, struct lindung_error *err);

/** A little cache, for what is read once from end to end: its few pages stay in the processor's. ld_store_cache with no records
 *  makes it as it was. */
int ld_store_cache_little(struct ld_store *s, struct lindung_error *err);

/** One more connection, which only reads, to the file of a store that writes: it sees what the open transaction of the store saw
 *  when it began. *ret stays NULL where none can be had or the transaction has changed rows. */
void ld_store_again(struct ld_store *s, struct ld_store **ret);

/** Frozen: is the file still what it was when it was opened? */
int ld_store_unchanged(struct ld_store *s, struct lindung_error *err);

#endif
