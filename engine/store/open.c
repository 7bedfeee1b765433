/*
 * Opening a file as our database, with everything switched off that a file from elsewhere could use against us; and
 * closing it. A new file is made by us with mode 0600 before SQLite sees it, because its -wal and -shm take that mode.
 * Where nothing can be written beside the file SQLite's WAL cannot be read either; when nothing is left over there, it is
 * opened as immutable. That takes no locks, so every answer looks whether the file is still the same. All pages of a file
 * that another user owns are read before anything else is.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "store/scan.h"

enum { BUSY_MS = 5000, LITTLE_KIB = 1024, CACHE_KIB = 65536, MOST_KIB = 1 << 20, INDEX_BYTES = 48 };

static int make_file(const char *path, bool *ret_made, struct lindung_error *err)
{
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0 && errno == EEXIST)
		return 0;
	if (fd < 0)
		return ld_fail(err, errno == EROFS || errno == EACCES ? LINDUNG_E_DB_READONLY : LINDUNG_E_IO,
			"database '%s' cannot be made: %s", path, strerror(errno));
	close(fd);
	*ret_made = true;
	return 0;
}

static int find_file(const char *path, bool *ret_others, struct lindung_error *err)
{
	struct stat st;
	if (stat(path, &st) != 0) {
		if (errno == ENOENT || errno == ENOTDIR)
			return ld_fail(err, LINDUNG_E_NOT_FOUND, "there is no database '%s'", path);
		return ld_fail(err, LINDUNG_E_IO, "database '%s' cannot be opened: %s", path, strerror(errno));
	}
	if (!S_ISREG(st.st_mode))
		return ld_fail(err, LINDUNG_E_DB_FOREIGN, "'%s' is not a file", path);
	*ret_others = st.st_uid != geteuid();
	return 0;
}

const char *ld_store_version(void)
{
	return sqlite3_libversion();
}

static int refuse_commit(void *ctx)
{
	const struct ld_store *s = ctx;
	return !s->committing;
}

static void harden(struct ld_store *s)
{
	static const struct {
		int what, on;
	} switches[] = {
		{SQLITE_DBCONFIG_DEFENSIVE, 1}, {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0}, {SQLITE_DBCONFIG_DQS_DDL, 0},
		{SQLITE_DBCONFIG_DQS_DML, 0}, {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0}, {SQLITE_DBCONFIG_ENABLE_VIEW, 0},
		{SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0}, {SQLITE_DBCONFIG_ENABLE_FKEY, 1},
		{SQLITE_DBCONFIG_LEGACY_ALTER_TABLE, 0},
	};
	static const struct {
		int what, most;
	} limits[] = {
		{SQLITE_LIMIT_LENGTH, 256 << 20}, {SQLITE_LIMIT_SQL_LENGTH, 1 << 20},
		{SQLITE_LIMIT_COLUMN, 3 * LD_MAX_FIELDS + 16}, {SQLITE_LIMIT_EXPR_DEPTH, 100},
		{SQLITE_LIMIT_COMPOUND_SELECT, 4}, {SQLITE_LIMIT_VDBE_OP, 25000}, {SQLITE_LIMIT_FUNCTION_ARG, LD_SCAN_FIELDS + 2},
		{SQLITE_LIMIT_ATTACHED, 0}, {SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 100},
		{SQLITE_LIMIT_VARIABLE_NUMBER, LD_MAX_FIELDS + 16}, {SQLITE_LIMIT_TRIGGER_DEPTH, 4},
		{SQLITE_LIMIT_WORKER_THREADS, 0},
	};
	for (size_t i = 0; i < sizeof switches / sizeof *switches; i++)
		sqlite3_db_config(s->db, switches[i].what, switches[i].on, NULL);
	for (size_t i = 0; i < sizeof limits / sizeof *limits; i++)
		sqlite3_limit(s->db, limits[i].what, limits[i].most);
	sqlite3_busy_timeout(s->db, BUSY_MS);
	sqlite3_commit_hook(s->db, refuse_commit, s);
}

int ld_store_cache_little(struct ld_store *s, struct lindung_error *err)
{
	return ld_sql_exec(s, err, "PRAGMA cache_size = -%d", (int)LITTLE_KIB);
}

int ld_store_cache(struct ld_store *s, int64_t records, struct lindung_error *err)
{
	int64_t more = records > LD_CACHE_RECORDS ? (records - LD_CACHE_RECORDS) / 1024 * INDEX_BYTES : 0;
	return ld_sql_exec(s, err, "PRAGMA cache_size = -%lld", (long long)(CACHE_KIB + (more < MOST_KIB ? more : MOST_KIB)));
}

/* Memory for sorting, never a file: it would hold people's data. */
static int settle(struct ld_store *s, struct lindung_error *err)
{
	int rc = ld_sql_exec(s, err, "PRAGMA mmap_size = 0; PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY;"
		" PRAGMA cache_size = -%d", (int)CACHE_KIB);
	if (rc < 0 || !s->writable)
		return rc;
	/* The switch to WAL is no transaction of ours. */
	s->committing = true;
	rc = ld_sql_exec(s, err, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
	s->committing = false;
	return rc;
}

static int connect_to(struct ld_store *s, const char *name, int flags, struct lindung_error *err)
{
	int rc = sqlite3_open_v2(name, &s->db, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
	if (rc != SQLITE_OK)
		return ld_sql_fail(s, rc, err);
	harden(s);
	if (s->writable && sqlite3_db_readonly(s->db, "main") == 1)
		return ld_fail(err, LINDUNG_E_DB_READONLY, "database '%s' cannot be written", s->path);
	return ld_scan_register(s, err);
}

/* A first read: where WAL needs files that cannot be made, it fails here. A header that SQLite cannot read is damage. */
static int probe(struct ld_store *s, struct lindung_error *err)
{
	int rc = ld_sql_exec(s, err, "SELECT count(*) FROM sqlite_schema");
	return rc == LINDUNG_E_DB ? ld_sql_fail(s, SQLITE_CORRUPT, err) : rc;
}

/* The folder of the database cannot be written, so that no -wal or -shm can be made beside it. */
static bool beside_nothing(const struct ld_store *s)
{
	const char *slash = strrchr(s->name, '/');
	char *folder = strndup(s->name, (size_t)(slash - s->name) + 1);
	bool none = folder && faccessat(AT_FDCWD, folder, W_OK, AT_EACCESS) != 0 && (errno == EACCES || errno == EROFS);
	free(folder);
	return none;
}

/* What a program that was stopped has left would not be seen. */
static int check_left_over(struct ld_store *s, const char *end, struct lindung_error *err)
{
	struct stat st;
	LD_CLEANUP(ld_buf_fini) struct ld_buf name = ld_buf_init(16384);
	ld_buf_printf(&name, "%s%s", s->path, end);
	if (name.failed)
		return ld_nomem(err);
	if (stat(ld_buf_text(&name), &st) != 0 || st.st_size == 0)
		return 0;
	return ld_fail(err, LINDUNG_E_DB_READONLY, "database '%s' has unfinished work in '%s' and cannot be written to take it over;"
		" copy both to where they can be written", s->path, ld_buf_text(&name));
}

static int connect_immutable(struct ld_store *s, struct lindung_error *err)
{
	LD_CLEANUP(ld_buf_fini) struct ld_buf name = ld_buf_init(16384);
	int rc = check_left_over(s, "-wal", err);
	if (rc >= 0)
		rc = check_left_over(s, "-journal", err);
	if (rc < 0)
		return rc;
	ld_buf_puts(&name, "file:");
	for (const unsigned char *p = (const unsigned char *)s->name; *p; p++)
		ld_buf_printf(&name, "%%%02x", *p);
	ld_buf_puts(&name, "?immutable=1");
	if (name.failed)
		return ld_nomem(err);
	if (stat(s->path, &s->then) != 0)
		return ld_fail(err, LINDUNG_E_IO, "database '%s' cannot be opened: %s", s->path, strerror(errno));
	sqlite3_close(s->db);
	s->db = NULL;
	s->frozen = true;
	return connect_to(s, ld_buf_text(&name), SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, err);
}

int ld_store_unchanged(struct ld_store *s, struct lindung_error *err)
{
	struct stat now, *then = &s->then;
	if (stat(s->path, &now) == 0 && now.st_dev == then->st_dev && now.st_ino == then->st_ino &&
		now.st_size == then->st_size && now.st_mtim.tv_sec == then->st_mtim.tv_sec &&
		now.st_mtim.tv_nsec == then->st_mtim.tv_nsec)
		return 0;
	return ld_fail(err, LINDUNG_E_DB_BUSY, "another program has changed database '%s' while it was read; try again when it has"
		" ended", s->path);
}

static int open_all(struct ld_store *s, bool create, struct lindung_error *err)
{
	int rc = connect_to(s, s->name, s->writable ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY, err);
	if (rc < 0)
		return rc;
	rc = probe(s, err);
	if ((rc == LINDUNG_E_IO || rc == LINDUNG_E_DB_READONLY) && !s->writable && beside_nothing(s)) {
		rc = connect_immutable(s, err);
		if (rc >= 0)
			rc = probe(s, err);
	}
	if (rc >= 0 && s->others)
		rc = ld_store_check(s, err);
	if (rc >= 0)
		rc = ld_schema_open(s, create, err);
	return rc < 0 ? rc : settle(s, err);
}

int ld_store_open(const char *path, enum ld_store_mode mode, struct ld_store **ret, struct lindung_error *err)
{
	bool made = false, others = false;
	int rc = mode == LD_STORE_CREATE ? make_file(path, &made, err) : 0;
	if (rc >= 0)
		rc = find_file(path, &others, err);
	if (rc < 0)
		return rc;
	struct ld_store *s = calloc(1, sizeof *s);
	/* SQLite gives names such as ":memory:" a meaning of its own; "./:memory:" is a path. */
	const char *here = path[0] == '/' ? "" : "./";
	if (s && asprintf(&s->name, "%s%s", here, path) >= 0) {
		s->path = s->name + strlen(here);
		s->writable = mode != LD_STORE_READ;
		s->others = others;
		rc = open_all(s, mode == LD_STORE_CREATE, err);
	} else {
		if (s)
			s->name = NULL;
		rc = ld_nomem(err);
	}
	if (rc < 0) {
		ld_store_close(s);
		if (made)
			unlink(path);
		return rc;
	}
	*ret = s;
	return 0;
}

/* The deliveries that a connection sees, by the digest of all of them. */
static bool same_state(struct ld_store *a, struct ld_store *b)
{
	int64_t last_a = 0, last_b = 0;
	uint8_t of_a[LD_SHA256], of_b[LD_SHA256];
	return ld_store_last_delivery(a, &last_a, NULL) >= 0 && ld_store_last_delivery(b, &last_b, NULL) >= 0 && last_a == last_b &&
	       ld_store_data_digest(a, last_a, of_a, NULL) >= 0 && ld_store_data_digest(b, last_b, of_b, NULL) >= 0 &&
	       memcmp(of_a, of_b, LD_SHA256) == 0;
}

void ld_store_again(struct ld_store *s, struct ld_store **ret)
{
	if (!s->writable || !s->begun_file || sqlite3_total_changes64(s->db) != s->changes)
		return;
	struct ld_store *again = calloc(1, sizeof *again);
	if (!again || !(again->name = strdup(s->name))) {
		free(again);
		return;
	}
	again->path = again->name + (s->path - s->name);
	int rc = connect_to(again, again->name, SQLITE_OPEN_READONLY, NULL);
	if (rc >= 0)
		rc = settle(again, NULL);
	if (rc >= 0)
		rc = ld_store_cache_little(again, NULL);
	if (rc >= 0)
		rc = ld_store_begin(again, NULL);
	if (rc < 0 || !same_state(s, again)) {
		ld_store_close(again);
		return;
	}
	*ret = again;
}

int ld_store_open_memory(struct ld_store **ret, struct lindung_error *err)
{
	struct ld_store *s = calloc(1, sizeof *s);
	if (!s || !(s->name = strdup(":memory:"))) {
		free(s);
		return ld_nomem(err);
	}
	s->path = s->name;
	s->writable = true;
	int rc = connect_to(s, s->name, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, err);
	if (rc >= 0)
		rc = ld_schema_open(s, true, err);
	if (rc >= 0)
		rc = settle(s, err);
	if (rc < 0) {
		ld_store_close(s);
		return rc;
	}
	*ret = s;
	return 0;
}

void ld_store_jobs(struct ld_store *s, unsigned jobs)
{
	s->jobs = jobs;
}

void ld_store_close(struct ld_store *s)
{
	if (!s)
		return;
	if (s->db)
		ld_store_rollback(s);
	sqlite3_close(s->db);
	free(s->name);
	free(s);
}
