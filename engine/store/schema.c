/*
 * The tables and their versions. A step of `migrations` is never changed once released: the schema a file must have is
 * what the steps make of an empty database, and a file that differs from that by one byte of SQL is refused by name,
 * because a foreign trigger, view or generated column would run inside our statements. Records are the exception: a
 * table a source, whose columns grow with the source; its form is checked piece by piece. Its own columns begin with '_'
 * so that no field can have their names.
 */
#include "store/sql.h"

#include <string.h>

#include "base/limits.h"
#include "base/text.h"

static const char *const migrations[] = {
	"CREATE TABLE setting(name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;"
	"CREATE TABLE blob(sha256 BLOB PRIMARY KEY CHECK(length(sha256) = 32), content BLOB NOT NULL) STRICT;"
	"CREATE TABLE delivery("
	" delivery INTEGER PRIMARY KEY CHECK(delivery > 0),"
	" source TEXT NOT NULL CHECK(source GLOB '[a-z]*' AND source NOT GLOB '*[^a-z0-9_]*'),"
	" mode TEXT NOT NULL CHECK(mode IN ('add', 'replace')),"
	" created_at TEXT NOT NULL,"
	" title TEXT, vintage TEXT,"
	" adds TEXT NOT NULL CHECK(adds IN ('workers', 'facts')),"
	" key TEXT NOT NULL,"
	" precedence INTEGER NOT NULL,"
	" definition BLOB NOT NULL CHECK(length(definition) = 32)," /* SHA-256 of the source's files */
	" duplicates INTEGER NOT NULL DEFAULT 0 CHECK(duplicates >= 0),"
	" digest BLOB CHECK(length(digest) = 32)" /* the chain up to here */
	") STRICT;"
	"CREATE INDEX delivery_source ON delivery(source, delivery);"
	"CREATE TABLE delivery_field(" /* what the source's definition said, for replay */
	" delivery INTEGER NOT NULL REFERENCES delivery,"
	" position INTEGER NOT NULL,"
	" field TEXT NOT NULL, type TEXT NOT NULL,"
	" role TEXT NOT NULL CHECK(role IN ('column', 'constant', 'absent')),"
	" value ANY,"
	" PRIMARY KEY(delivery, position)) STRICT, WITHOUT ROWID;"
	"CREATE TABLE delivery_definition("
	" delivery INTEGER NOT NULL REFERENCES delivery,"
	" position INTEGER NOT NULL,"
	" module TEXT NOT NULL, path TEXT,"
	" sha256 BLOB NOT NULL REFERENCES blob,"
	" PRIMARY KEY(delivery, position)) STRICT, WITHOUT ROWID;"
	"CREATE TABLE file("
	" file INTEGER PRIMARY KEY CHECK(file > 0),"
	" delivery INTEGER NOT NULL REFERENCES delivery,"
	" name TEXT NOT NULL,"
	" sha256 BLOB NOT NULL CHECK(length(sha256) = 32),"
	" bytes INTEGER NOT NULL CHECK(bytes >= 0),"
	" read INTEGER NOT NULL DEFAULT 0, stored INTEGER NOT NULL DEFAULT 0,"
	" quarantined INTEGER NOT NULL DEFAULT 0, unchanged INTEGER NOT NULL DEFAULT 0,"
	" first INTEGER NOT NULL, last INTEGER NOT NULL," /* its records */
	" rows BLOB CHECK(length(rows) = 32), bad BLOB CHECK(length(bad) = 32)," /* digests of them and of its bad rows */
	" CHECK(read = stored + quarantined + unchanged)) STRICT;"
	"CREATE INDEX file_delivery ON file(delivery);"
	"CREATE TABLE quarantine("
	" quarantine INTEGER PRIMARY KEY,"
	" file INTEGER NOT NULL REFERENCES file,"
	" line INTEGER NOT NULL,"
	" \"column\" TEXT, value TEXT, code TEXT NOT NULL, reason TEXT NOT NULL,"
	" key TEXT) STRICT;" /* NULL: could not be read */
	"CREATE INDEX quarantine_file ON quarantine(file);"
	/* A record of before a --replace that the new delivery repeats: it counts in the new set from its first place. */
	"CREATE TABLE carried(delivery INTEGER NOT NULL REFERENCES delivery, record INTEGER NOT NULL,"
	" PRIMARY KEY(delivery, record)) STRICT, WITHOUT ROWID;",

	"CREATE TABLE run("
	" run INTEGER PRIMARY KEY CHECK(run > 0),"
	" programme TEXT NOT NULL, title TEXT, module TEXT NOT NULL, office TEXT, region TEXT, engine TEXT NOT NULL,"
	" as_of TEXT NOT NULL CHECK(as_of GLOB '[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),"
	" delivery INTEGER NOT NULL REFERENCES delivery,"
	" created_at TEXT NOT NULL, kept_at TEXT,"
	" superseded_by INTEGER REFERENCES run,"
	" rules BLOB NOT NULL CHECK(length(rules) = 32), data BLOB NOT NULL CHECK(length(data) = 32),"
	" result BLOB NOT NULL CHECK(length(result) = 32),"
	" workers INTEGER NOT NULL, eligible INTEGER NOT NULL, selected INTEGER NOT NULL, reserve INTEGER NOT NULL,"
	" refused INTEGER NOT NULL, undecided INTEGER NOT NULL, errors INTEGER NOT NULL,"
	" undrawn INTEGER NOT NULL CHECK(undrawn IN (0, 1)),"
	" summary TEXT NOT NULL,"
	" CHECK(superseded_by IS NULL OR kept_at IS NOT NULL)) STRICT;"
	"CREATE TABLE run_setting(run INTEGER NOT NULL REFERENCES run, position INTEGER NOT NULL,"
	" path TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY(run, position)) STRICT, WITHOUT ROWID;"
	"CREATE TABLE run_window(run INTEGER NOT NULL REFERENCES run, position INTEGER NOT NULL, funder TEXT NOT NULL,"
	" first TEXT NOT NULL CHECK(first GLOB '[12][0-9][0-9][0-9]-[01][0-9]'), months INTEGER NOT NULL,"
	" PRIMARY KEY(run, position), UNIQUE(run, funder)) STRICT, WITHOUT ROWID;"
	"CREATE TABLE run_seen(run INTEGER NOT NULL REFERENCES run, seen INTEGER NOT NULL REFERENCES run(run),"
	" PRIMARY KEY(run, seen)) STRICT, WITHOUT ROWID;"
	"CREATE TABLE run_file(run INTEGER NOT NULL REFERENCES run, position INTEGER NOT NULL,"
	" module TEXT NOT NULL, path TEXT NOT NULL, sha256 BLOB NOT NULL REFERENCES blob,"
	" PRIMARY KEY(run, position)) STRICT, WITHOUT ROWID;"
	/* Written in nik order, so its tree only ever grows at the end. No reference to run: that would be looked up once a
	 * row, and rows are written in the transaction that made the run. The checks are the cheap forms: IN makes a table
	 * for every row, GLOB costs more than the insert. */
	"CREATE TABLE decision("
	" run INTEGER NOT NULL,"
	" nik TEXT NOT NULL CHECK(length(nik) = 16),"
	" status TEXT NOT NULL"
	"  CHECK(status = 'refused' OR status = 'selected' OR status = 'reserve' OR status = 'undecided'),"
	" error INTEGER NOT NULL CHECK(error BETWEEN 0 AND 1),"
	" rank INTEGER, position INTEGER, score INTEGER, score_low INTEGER, score_high INTEGER,"
	" funder TEXT, months INTEGER, cost INTEGER,"
	" rules TEXT, missing TEXT, \"constraint\" TEXT,"
	" PRIMARY KEY(run, nik)) STRICT, WITHOUT ROWID;",

	"ALTER TABLE run ADD COLUMN stopped INTEGER NOT NULL DEFAULT 0 CHECK(stopped IN (0, 1));" /* a rule was, by a clock */
	"ALTER TABLE run ADD COLUMN limits TEXT NOT NULL DEFAULT '';" /* of rules, where not the default: 'instructions=9;…' */
	"ALTER TABLE run ADD COLUMN walls TEXT NOT NULL DEFAULT '';" /* what contained the rules */
	"ALTER TABLE run ADD COLUMN signer TEXT CHECK(length(signer) = 64);" /* public key in hex; NULL: rules of no bundle */
	"ALTER TABLE run ADD COLUMN kept_by TEXT;"
	"ALTER TABLE run ADD COLUMN sealed BLOB CHECK(length(sealed) = 32);" /* over its salted digests, once kept */
	"ALTER TABLE run ADD COLUMN forgotten_at TEXT;"
	/* The commands that decided something. No references: a line outlives what it tells of, and shows that it is gone. */
	"CREATE TABLE log("
	" line INTEGER PRIMARY KEY CHECK(line > 0),"
	" at TEXT NOT NULL, who TEXT NOT NULL, what TEXT NOT NULL CHECK(what GLOB '[a-z]*'),"
	" run INTEGER, delivery INTEGER, text TEXT NOT NULL,"
	" before BLOB NOT NULL CHECK(length(before) = 32)," /* hash of the line before; of the first: zeros */
	" hash BLOB NOT NULL CHECK(length(hash) = 32)) STRICT;"
	/* Of a kept run the secret its persons' salts are made of, until they are forgotten … */
	"CREATE TABLE seal(run INTEGER PRIMARY KEY REFERENCES run, secret BLOB NOT NULL CHECK(length(secret) = 32)) STRICT;"
	/* … and then what is left of each decision, in the order of the list. */
	"CREATE TABLE sealed("
	" run INTEGER NOT NULL, place INTEGER NOT NULL CHECK(place > 0),"
	" digest BLOB NOT NULL CHECK(length(digest) = 32),"
	" status TEXT NOT NULL"
	"  CHECK(status = 'refused' OR status = 'selected' OR status = 'reserve' OR status = 'undecided'),"
	" error INTEGER NOT NULL CHECK(error BETWEEN 0 AND 1),"
	" rank INTEGER, position INTEGER, score INTEGER, funder TEXT, months INTEGER, cost INTEGER, \"constraint\" TEXT,"
	" groups TEXT NOT NULL," /* what quotas and purses count by, as JSON */
	" PRIMARY KEY(run, place)) STRICT, WITHOUT ROWID;"
	/* Deliveries of which rows were forgotten, with the digest of those that still count. */
	"CREATE TABLE forgotten(delivery INTEGER PRIMARY KEY REFERENCES delivery, at TEXT NOT NULL,"
	" remains BLOB NOT NULL CHECK(length(remains) = 32)) STRICT;",

	/* Decisions of runs that are not kept, in blocks; `first` is the nik of a block's first worker as a number. */
	"CREATE TABLE draft(draft INTEGER PRIMARY KEY, run INTEGER NOT NULL, first INTEGER NOT NULL,"
	" rows INTEGER NOT NULL CHECK(rows > 0), checksum INTEGER NOT NULL, content BLOB NOT NULL, UNIQUE(run, first)) STRICT;"
	/* Merged columns of the workers as of a delivery, kept to save time: to lose them loses nothing. */
	"CREATE TABLE cached(cached INTEGER PRIMARY KEY, delivery INTEGER NOT NULL, form BLOB NOT NULL UNIQUE"
	" CHECK(length(form) = 32), checksum INTEGER NOT NULL, content BLOB NOT NULL) STRICT;",
};

enum { VERSION = sizeof migrations / sizeof *migrations };

#define RECORDS                                                                                                         \
	"CREATE TABLE \"record_%w\"(_record INTEGER PRIMARY KEY CHECK(_record > 0), _delivery INTEGER NOT NULL, "       \
	"_file INTEGER NOT NULL, _line INTEGER NOT NULL, _digest BLOB NOT NULL CHECK(length(_digest) = 16)"
#define KEY_INDEX "CREATE INDEX \"key_%w.%w\" ON \"record_%w\"(\"%w\", _delivery)"

static int pragma_number(struct ld_store *s, const char *name, int64_t *ret, struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	int rc = ld_sql_prepare(s, &q, err, "PRAGMA %s", name);
	return rc < 0 ? rc : ld_sql_number(s, q, 0, ret, err);
}

int ld_schema_migrate(struct ld_store *s, int64_t from, int64_t to, struct lindung_error *err)
{
	int rc = 0;
	for (int64_t v = from; v < to && rc >= 0; v++)
		rc = ld_sql_exec(s, err, "%s", migrations[v]);
	if (rc >= 0)
		rc = ld_sql_exec(s, err, "PRAGMA application_id = %d; PRAGMA user_version = %d", LD_APPLICATION_ID, (int)to);
	return rc;
}

static int foreign(struct ld_store *s, const char *kind, const char *name, struct lindung_error *err)
{
	return ld_fail(err, LINDUNG_E_DB_FOREIGN, "database '%s' holds a %.20s '%.80s' that is not of this program", s->path,
		kind, name);
}

/* "record_SOURCE": our own columns, then fields of any type. */
static bool is_records(const char *name, const char *sql, bool *ret)
{
	*ret = false;
	if (strncmp(name, "record_", 7) != 0 || !ld_field_name_valid(name + 7))
		return true;
	char *want = sqlite3_mprintf(RECORDS, name + 7);
	if (!want)
		return false;
	size_t n = strlen(want);
	bool same = strncmp(sql, want, n) == 0;
	sqlite3_free(want);
	const char *p = sql + n;
	while (same && strncmp(p, ", \"", 3) == 0) {
		char field[LD_MAX_NAME + 1];
		size_t len = strcspn(p + 3, "\"");
		same = len <= LD_MAX_NAME;
		if (same) {
			memcpy(field, p + 3, len);
			field[len] = 0;
			same = ld_field_name_valid(field) && strncmp(p + 3 + len, "\" ANY", 5) == 0;
			p += 3 + len + 5;
		}
	}
	*ret = same && strcmp(p, ") STRICT") == 0;
	return true;
}

static bool is_key_index(const char *name, const char *sql, bool *ret)
{
	*ret = false;
	const char *dot = strchr(name, '.');
	if (strncmp(name, "key_", 4) != 0 || !dot || dot - name - 4 > LD_MAX_NAME)
		return true;
	char source[LD_MAX_NAME + 1] = "";
	memcpy(source, name + 4, (size_t)(dot - name - 4));
	if (!ld_field_name_valid(source) || !ld_field_name_valid(dot + 1))
		return true;
	char *want = sqlite3_mprintf(KEY_INDEX, source, dot + 1, source, dot + 1);
	*ret = want && strcmp(sql, want) == 0;
	sqlite3_free(want);
	return want != NULL;
}

static const char objects[] = "SELECT type, name, ifnull(sql, '') FROM sqlite_schema WHERE name NOT GLOB 'sqlite_*'"
			      " AND name NOT GLOB 'record_*' AND name NOT GLOB 'key_*' ORDER BY name";

/* Everything that grew with the sources has one of the two forms. */
static int check_records(struct ld_store *s, struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	int rc = ld_sql_prepare(s, &q, err, "SELECT type, name, ifnull(sql, '') FROM sqlite_schema"
					    " WHERE name GLOB 'record_*' OR name GLOB 'key_*' ORDER BY name");
	while (rc >= 0 && (rc = ld_sql_row(s, q, err)) > 0) {
		const char *type = ld_sql_text(q, 0), *name = ld_sql_text(q, 1), *sql = ld_sql_text(q, 2);
		bool ours;
		if (!(strcmp(type, "index") == 0 ? is_key_index(name, sql, &ours) : is_records(name, sql, &ours)))
			return ld_nomem(err);
		if (!ours)
			return foreign(s, type, name, err);
	}
	return rc;
}

/* The rest equals, object by object, what the migrations make of an empty database. */
static int compare(struct ld_store *s, sqlite3_stmt *have, struct ld_store *reference, sqlite3_stmt *want,
	struct lindung_error *err)
{
	for (;;) {
		int a = ld_sql_step(s, have, err), b = a < 0 ? a : ld_sql_step(reference, want, err);
		if (b < 0)
			return b;
		if (!a && !b)
			return 0;
		if (!a)
			return ld_fail(err, LINDUNG_E_DB_FOREIGN, "database '%s' lacks the table '%s'", s->path,
				ld_sql_text(want, 1));
		for (int c = 0; c < 3; c++) {
			if (b && strcmp(ld_sql_text(have, c), ld_sql_text(want, c)) == 0)
				continue;
			if (sqlite3_errcode(s->db) == SQLITE_NOMEM || sqlite3_errcode(reference->db) == SQLITE_NOMEM)
				return ld_nomem(err);
			return foreign(s, ld_sql_text(have, 0), ld_sql_text(have, 1), err);
		}
	}
}

static int check_schema(struct ld_store *s, int64_t version, struct lindung_error *err)
{
	struct ld_store reference = {.path = s->path};
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *have = NULL;
	sqlite3_stmt *want = NULL;
	int rc = sqlite3_open(":memory:", &reference.db);
	rc = rc == SQLITE_OK ? ld_schema_migrate(&reference, 0, version, err) : ld_sql_fail(&reference, rc, err);
	if (rc >= 0)
		rc = ld_sql_prepare(&reference, &want, err, "%s", objects);
	if (rc >= 0)
		rc = ld_sql_prepare(s, &have, err, "%s", objects);
	if (rc >= 0)
		rc = compare(s, have, &reference, want, err);
	sqlite3_finalize(want);
	sqlite3_close(reference.db);
	return rc < 0 ? rc : check_records(s, err);
}

static int create(struct ld_store *s, int64_t from, struct lindung_error *err)
{
	int rc = ld_store_begin(s, err);
	if (rc >= 0)
		rc = ld_schema_migrate(s, from, VERSION, err);
	if (rc >= 0)
		rc = ld_store_commit(s, err);
	if (rc < 0)
		ld_store_rollback(s);
	return rc;
}

int ld_schema_open(struct ld_store *s, bool create_new, struct lindung_error *err)
{
	int64_t id = 0, version = 0, things = 0;
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	int rc = pragma_number(s, "application_id", &id, err);
	if (rc >= 0)
		rc = pragma_number(s, "user_version", &version, err);
	if (rc >= 0)
		rc = ld_sql_prepare(s, &q, err, "SELECT count(*) FROM sqlite_schema");
	if (rc >= 0)
		rc = ld_sql_number(s, q, 0, &things, err);
	if (rc < 0)
		return rc;
	if (!id && !version && !things && create_new)
		return create(s, 0, err);
	if (id != LD_APPLICATION_ID)
		return ld_fail(err, LINDUNG_E_DB_FOREIGN, "'%s' is not a database of this program", s->path);
	if (version > VERSION)
		return ld_fail(err, LINDUNG_E_DB_NEWER, "database '%s' has schema %lld; this program knows up to %d", s->path,
			(long long)version, (int)VERSION);
	if (version < 1)
		return ld_fail(err, LINDUNG_E_DB_FOREIGN, "database '%s' has no schema", s->path);
	rc = check_schema(s, version, err);
	if (rc < 0 || version == VERSION)
		return rc;
	if (!s->writable)
		return ld_fail(err, LINDUNG_E_DB_READONLY, "database '%s' has the old schema %lld and cannot be written to bring"
			" it up to %d", s->path, (long long)version, (int)VERSION);
	return create(s, version, err);
}

int ld_schema_has_column(struct ld_store *s, const char *source, const char *field, struct lindung_error *err)
{
	char table[LD_MAX_NAME + 8];
	sqlite3_snprintf(sizeof table, table, "record_%s", source);
	int rc = sqlite3_table_column_metadata(s->db, "main", table, field, NULL, NULL, NULL, NULL, NULL);
	return rc == SQLITE_OK ? 1 : rc == SQLITE_ERROR ? 0 : ld_sql_fail(s, rc, err);
}

int ld_schema_records(struct ld_store *s, const struct ld_source *source, struct lindung_error *err)
{
	int rc = ld_schema_has_column(s, source->name, "_record", err);
	if (rc == 0)
		rc = ld_sql_exec(s, err, RECORDS ") STRICT", source->name);
	for (size_t i = 0; i < source->nmaps && rc >= 0; i++) {
		const char *field = source->fields.items[source->maps[i].field].name;
		rc = ld_schema_has_column(s, source->name, field, err);
		if (rc == 0)
			rc = ld_sql_exec(s, err, "ALTER TABLE \"record_%w\" ADD COLUMN \"%w\" ANY", source->name, field);
	}
	return rc < 0 ? rc : 0;
}

int ld_schema_key(struct ld_store *s, const char *source, const char *key, struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	int64_t there = 0;
	int rc = ld_sql_prepare(s, &q, err, "SELECT 1 FROM sqlite_schema WHERE type = 'index' AND name = 'key_%q.%q'", source,
		key);
	if (rc >= 0)
		rc = ld_sql_number(s, q, 0, &there, err);
	if (rc < 0 || there)
		return rc;
	return ld_sql_exec(s, err, KEY_INDEX, source, key, source, key);
}
