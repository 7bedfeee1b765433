/*
 * Statements in few words, and SQLite's result codes as ours. Nothing here knows a table. Messages name the database's
 * path and never a bound value, so that no person's data reaches a log.
 */
#include "store/sql.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static int disk_full(struct ld_store *s, struct lindung_error *err)
{
	return ld_fail(err, LINDUNG_E_DB_FULL, "the disk of database '%s' is full; make room, then try again", s->path);
}

static int io_failed(struct ld_store *s, int rc, struct lindung_error *err)
{
	int e = s->db ? sqlite3_system_errno(s->db) : 0;
	if (rc == SQLITE_IOERR_NOMEM)
		return ld_nomem(err);
	if (e == ENOSPC || e == EDQUOT)
		return disk_full(s, err);
	return ld_fail(err, LINDUNG_E_IO, "reading or writing database '%s' failed%s%s; check the disk, then try again",
		s->path, e ? ": " : "", e ? strerror(e) : "");
}

int ld_sql_fail(struct ld_store *s, int rc, struct lindung_error *err)
{
	switch (rc & 0xff) {
	case SQLITE_NOMEM:
		return ld_nomem(err);
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return ld_fail(err, LINDUNG_E_DB_BUSY, "another program is writing to database '%s'; try again when it"
			" has ended", s->path);
	case SQLITE_FULL:
		return disk_full(s, err);
	case SQLITE_NOTADB:
		return ld_fail(err, LINDUNG_E_DB_FOREIGN, "'%s' is not a database", s->path);
	case SQLITE_CORRUPT:
		return ld_fail(err, LINDUNG_E_DB_CORRUPT, "database '%s' is damaged; go back to a copy of it", s->path);
	case SQLITE_READONLY:
	case SQLITE_PERM:
		return ld_fail(err, LINDUNG_E_DB_READONLY, "database '%s' or its folder cannot be written", s->path);
	case SQLITE_CANTOPEN:
		return ld_fail(err, LINDUNG_E_IO, "database '%s' cannot be opened: it, its '-wal' or its folder may not be readable",
			s->path);
	case SQLITE_IOERR:
		return io_failed(s, rc, err);
	case SQLITE_TOOBIG:
		return ld_fail(err, LINDUNG_E_LIMIT, "a value is too long for database '%s'", s->path);
	default:
		return ld_fail(err, LINDUNG_E_DB, "database '%s' failed: %s", s->path,
			s->db ? sqlite3_errmsg(s->db) : sqlite3_errstr(rc));
	}
}

int ld_sql_prepare(struct ld_store *s, sqlite3_stmt **ret, struct lindung_error *err, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	char *sql = sqlite3_vmprintf(fmt, ap);
	va_end(ap);
	if (!sql)
		return ld_nomem(err);
	sqlite3_stmt *q = NULL;
	int rc = sqlite3_prepare_v2(s->db, sql, -1, &q, NULL);
	sqlite3_free(sql);
	if (rc != SQLITE_OK)
		return ld_sql_fail(s, rc, err);
	*ret = q;
	return 0;
}

int ld_sql_exec(struct ld_store *s, struct lindung_error *err, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	char *sql = sqlite3_vmprintf(fmt, ap);
	va_end(ap);
	if (!sql)
		return ld_nomem(err);
	int rc = sqlite3_exec(s->db, sql, NULL, NULL, NULL);
	sqlite3_free(sql);
	return rc == SQLITE_OK ? 0 : ld_sql_fail(s, rc, err);
}

static int bind_all(sqlite3_stmt *q, const char *kinds, va_list ap)
{
	int rc = SQLITE_OK;
	for (int i = 1; kinds[i - 1] && rc == SQLITE_OK; i++)
		switch (kinds[i - 1]) {
		case 'i':
			rc = sqlite3_bind_int64(q, i, va_arg(ap, int64_t));
			break;
		case 't':
			rc = sqlite3_bind_text(q, i, va_arg(ap, const char *), -1, SQLITE_STATIC);
			break;
		default: {
			const void *p = va_arg(ap, const void *);
			rc = sqlite3_bind_blob(q, i, p, va_arg(ap, int), SQLITE_STATIC);
		}
		}
	return rc;
}

int ld_sql_bind(struct ld_store *s, sqlite3_stmt *q, struct lindung_error *err, const char *kinds, ...)
{
	va_list ap;
	va_start(ap, kinds);
	int rc = bind_all(q, kinds, ap);
	va_end(ap);
	return rc == SQLITE_OK ? 0 : ld_sql_fail(s, rc, err);
}

int ld_sql_run(struct ld_store *s, sqlite3_stmt *q, struct lindung_error *err, const char *kinds, ...)
{
	va_list ap;
	va_start(ap, kinds);
	int rc = bind_all(q, kinds, ap);
	va_end(ap);
	if (rc != SQLITE_OK)
		return ld_sql_fail(s, rc, err);
	int got = ld_sql_step(s, q, err);
	sqlite3_reset(q);
	return got < 0 ? got : 0;
}

int ld_sql_step(struct ld_store *s, sqlite3_stmt *q, struct lindung_error *err)
{
	int rc = sqlite3_step(q);
	if (rc != SQLITE_ROW && rc != SQLITE_DONE)
		return ld_sql_fail(s, rc, err);
	int same = s->frozen ? ld_store_unchanged(s, err) : 0;
	return same < 0 ? same : rc == SQLITE_ROW;
}

int ld_sql_row(struct ld_store *s, sqlite3_stmt *q, struct lindung_error *err)
{
	int rc = ld_sql_step(s, q, err);
	for (int c = 0; rc > 0 && c < sqlite3_column_count(q); c++)
		if (sqlite3_column_type(q, c) == SQLITE_TEXT && !sqlite3_column_text(q, c))
			return ld_nomem(err);
	return rc;
}

bool ld_sql_starved(const struct ld_store *s)
{
	return sqlite3_errcode(s->db) == SQLITE_NOMEM;
}

int ld_sql_number(struct ld_store *s, sqlite3_stmt *q, int64_t otherwise, int64_t *ret, struct lindung_error *err)
{
	int rc = ld_sql_step(s, q, err);
	if (rc < 0)
		return rc;
	*ret = rc && sqlite3_column_type(q, 0) != SQLITE_NULL ? sqlite3_column_int64(q, 0) : otherwise;
	sqlite3_reset(q);
	return 0;
}

const char *ld_sql_text(sqlite3_stmt *q, int column)
{
	const char *text = (const char *)sqlite3_column_text(q, column);
	return text ? text : "";
}

bool ld_sql_dup(sqlite3_stmt *q, int column, struct ld_arena *a, const char **ret)
{
	if (sqlite3_column_type(q, column) == SQLITE_NULL) {
		*ret = NULL;
		return true;
	}
	const char *text = (const char *)sqlite3_column_text(q, column);
	return text && (*ret = ld_arena_strndup(a, text, (size_t)sqlite3_column_bytes(q, column)));
}

bool ld_sql_digest(sqlite3_stmt *q, int column, uint8_t *out, int n)
{
	const void *p = sqlite3_column_blob(q, column);
	if (!p || sqlite3_column_bytes(q, column) != n)
		return false;
	memcpy(out, p, (size_t)n);
	return true;
}

void ld_sql_fini(sqlite3_stmt **q)
{
	sqlite3_finalize(*q);
	*q = NULL;
}

int ld_store_check(struct ld_store *s, struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	int rc = ld_sql_prepare(s, &q, err, "PRAGMA quick_check(1)");
	if (rc >= 0)
		rc = ld_sql_step(s, q, err);
	const char *said = rc < 0 ? "" : ld_sql_text(q, 0), *line = strchr(said, '\n'), *code = strstr(said, "error code=");
	if (rc < 0 || strcmp(said, "ok") == 0)
		return rc < 0 ? rc : 0;
	int cause = code ? (int)strtol(code + strlen("error code="), NULL, 10) : SQLITE_CORRUPT;
	if (!*said || (cause & 0xff) != SQLITE_CORRUPT) /* the disk failed, not the file */
		return ld_sql_fail(s, *said ? cause : SQLITE_NOMEM, err);
	return ld_fail(err, LINDUNG_E_DB_CORRUPT, "database '%s' is damaged (%.100s); go back to a copy of it", s->path,
		line ? line + 1 : said);
}
