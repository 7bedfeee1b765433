/*
 * The head of a run and everything it was made with: settings, months paid, runs it saw, rule files by content. A run is
 * written once and never changed but for being kept and superseded (keep.c); its decisions are decision.c's.
 */
#include <string.h>

#include "base/date.h"
#include "base/limits.h"
#include "store/run.h"

static int add_settings(struct ld_store *s, int64_t run, const struct ld_run_row *r, struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	int rc = ld_sql_prepare(s, &q, err, "INSERT INTO run_setting(run, position, path, value) VALUES (?1, ?2, ?3, ?4)");
	for (size_t i = 0; i < r->nsettings && rc >= 0; i++)
		rc = ld_sql_run(s, q, err, "iitt", run, (int64_t)i, r->settings[i].path, r->settings[i].value);
	return rc;
}

static int add_windows(struct ld_store *s, int64_t run, const struct ld_run_row *r, struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	char month[LD_MONTH_TEXT];
	int rc = ld_sql_prepare(s, &q, err, "INSERT INTO run_window(run, position, funder, first, months)"
					    " VALUES (?1, ?2, ?3, ?4, ?5)");
	for (size_t i = 0; i < r->nwindows && rc >= 0; i++)
		rc = ld_sql_run(s, q, err, "iitti", run, (int64_t)i, r->windows[i].funder,
			ld_month_format(r->windows[i].from, month), (int64_t)r->windows[i].months);
	return rc;
}

static int add_seen(struct ld_store *s, int64_t run, const struct ld_run_row *r, struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	int rc = ld_sql_prepare(s, &q, err, "INSERT INTO run_seen(run, seen) VALUES (?1, ?2)");
	for (size_t i = 0; i < r->nseen && rc >= 0; i++)
		rc = ld_sql_run(s, q, err, "ii", run, r->seen[i]);
	return rc;
}

static int add_files(struct ld_store *s, int64_t run, const struct ld_run_row *r, struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	int rc = ld_sql_prepare(s, &q, err, "INSERT INTO run_file(run, position, module, path, sha256)"
					    " VALUES (?1, ?2, ?3, ?4, ?5)");
	for (size_t i = 0; i < r->nfiles && rc >= 0; i++) {
		rc = ld_blob_add(s, &r->files[i], err);
		if (rc >= 0)
			rc = ld_sql_run(s, q, err, "iittb", run, (int64_t)i, r->files[i].module, r->files[i].path,
				r->files[i].sha256, LD_SHA256);
	}
	return rc;
}

static int add_head(struct ld_store *s, int64_t run, const struct ld_run_row *r, struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	char as_of[LD_DATE_TEXT];
	int rc = ld_sql_prepare(s, &q, err, "INSERT INTO run(run, programme, title, module, office, region, engine, as_of,"
		" delivery, created_at, rules, data, result, workers, eligible, selected, reserve, refused, undecided, errors,"
		" undrawn, summary, stopped, limits, walls, signer)"
		" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22,"
		" ?23, ?24, ?25, ?26)");
	if (rc < 0)
		return rc;
	return ld_sql_run(s, q, err, "ittttttt" "it" "bbb" "iiiiiiii" "tittt", run, r->programme, r->title, r->module,
		r->office, r->region, r->engine, ld_date_format(r->as_of, as_of), r->delivery, r->created_at,
		r->rules, LD_SHA256, r->data, LD_SHA256, r->result, LD_SHA256, r->workers, r->eligible, r->selected,
		r->reserve, r->refused, r->undecided, r->errors, (int64_t)r->undrawn, r->summary ? r->summary : "",
		(int64_t)r->stopped, r->limits ? r->limits : "", r->walls ? r->walls : "", r->signer);
}

int ld_store_run_add(struct ld_store *s, const struct ld_run_row *row,
	int (*next)(void *ctx, struct ld_decision *d, struct lindung_error *err), void *ctx, int64_t *ret_number,
	struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	int64_t last = 0;
	ld_assert(s->writable && s->begun_file);
	ld_assert(row->workers == row->selected + row->reserve + row->refused + row->undecided);
	ld_assert(row->eligible == row->selected + row->reserve && row->errors <= row->undecided);
	int rc = ld_sql_prepare(s, &q, err, "SELECT max(run) FROM run");
	if (rc >= 0)
		rc = ld_sql_number(s, q, 0, &last, err);
	int64_t run = last + 1;
	if (rc >= 0)
		rc = add_head(s, run, row, err);
	if (rc >= 0)
		rc = add_settings(s, run, row, err);
	if (rc >= 0)
		rc = add_windows(s, run, row, err);
	if (rc >= 0)
		rc = add_seen(s, run, row, err);
	if (rc >= 0)
		rc = add_files(s, run, row, err);
	if (rc >= 0)
		rc = ld_decisions_add(s, run, row, next, ctx, err);
	if (rc >= 0)
		*ret_number = run;
	return rc < 0 ? rc : 0;
}

/* ---- reading ---- */

#define HEAD                                                                                                            \
	"SELECT run, programme, title, module, office, region, engine, as_of, delivery, created_at, kept_at,"           \
	" superseded_by, rules, data, result, workers, eligible, selected, reserve, refused, undecided, errors, undrawn," \
	" summary, stopped, limits, walls, signer, kept_by, sealed, forgotten_at FROM run"

static int read_head(struct ld_store *s, sqlite3_stmt *q, bool summary, struct ld_arena *a, struct ld_run_row *ret,
	struct lindung_error *err)
{
	struct ld_run_row r = {.number = sqlite3_column_int64(q, 0), .delivery = sqlite3_column_int64(q, 8),
		.superseded_by = sqlite3_column_int64(q, 11), .undrawn = sqlite3_column_int(q, 22),
		.stopped = sqlite3_column_int(q, 24), .is_sealed = sqlite3_column_type(q, 29) != SQLITE_NULL};
	const char **texts[] = {&r.programme, &r.title, &r.module, &r.office, &r.region, &r.engine};
	int64_t *counts[] = {&r.workers, &r.eligible, &r.selected, &r.reserve, &r.refused, &r.undecided, &r.errors};
	bool copied = true;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		copied &= ld_sql_dup(q, (int)i + 1, a, texts[i]);
	for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
		*counts[i] = sqlite3_column_int64(q, (int)i + 15);
	copied &= ld_sql_dup(q, 9, a, &r.created_at) && ld_sql_dup(q, 10, a, &r.kept_at);
	copied &= ld_sql_dup(q, 25, a, &r.limits) && ld_sql_dup(q, 26, a, &r.walls) && ld_sql_dup(q, 27, a, &r.signer);
	copied &= ld_sql_dup(q, 28, a, &r.kept_by) && ld_sql_dup(q, 30, a, &r.forgotten_at);
	if (summary)
		copied &= ld_sql_dup(q, 23, a, &r.summary);
	if (!copied)
		return ld_nomem(err);
	if (!r.programme || !r.module || !r.engine || !r.created_at || (summary && !r.summary))
		return ld_fail(err, LINDUNG_E_DB_CORRUPT, "database '%s': the head of run %lld has blanks", s->path,
			(long long)r.number);
	const char *as_of = ld_sql_text(q, 7);
	if (!ld_date_parse(as_of, strlen(as_of), &r.as_of) || !ld_sql_digest(q, 12, r.rules, LD_SHA256) ||
		!ld_sql_digest(q, 13, r.data, LD_SHA256) || !ld_sql_digest(q, 14, r.result, LD_SHA256) ||
		(r.is_sealed && !ld_sql_digest(q, 29, r.sealed, LD_SHA256)))
		return ld_fail(err, LINDUNG_E_DB_CORRUPT, "database '%s': run %lld has no date or digest", s->path,
			(long long)r.number);
	*ret = r;
	return 0;
}

/* Room for all rows of a part of a run, and the query for them. */
static int part(struct ld_store *s, int64_t run, const char *table, const char *sql, size_t size, struct ld_arena *a,
	void *ret_items, sqlite3_stmt **ret, struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *count = NULL;
	int64_t n = 0;
	int rc = ld_sql_prepare(s, &count, err, "SELECT count(*) FROM %s WHERE run = ?1", table);
	if (rc >= 0)
		rc = ld_sql_bind(s, count, err, "i", run);
	if (rc >= 0)
		rc = ld_sql_number(s, count, 0, &n, err);
	if (rc >= 0)
		rc = ld_sql_prepare(s, ret, err, "%s", sql);
	if (rc >= 0)
		rc = ld_sql_bind(s, *ret, err, "i", run);
	if (rc < 0)
		return rc;
	void *items = ld_arena_array(a, (size_t)n, size);
	if (!items)
		return ld_nomem(err);
	memcpy(ret_items, &items, sizeof items);
	return 0;
}

static int read_settings(struct ld_store *s, struct ld_run_row *r, struct ld_arena *a, struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	struct ld_setting *items;
	int rc = part(s, r->number, "run_setting", "SELECT path, value FROM run_setting WHERE run = ?1 ORDER BY position",
		sizeof *items, a, &items, &q, err);
	while (rc >= 0 && (rc = ld_sql_row(s, q, err)) > 0) {
		struct ld_setting *t = &items[r->nsettings++];
		if (!ld_sql_dup(q, 0, a, &t->path) || !ld_sql_dup(q, 1, a, &t->value))
			rc = ld_nomem(err);
		else if (!t->path || !t->value)
			rc = ld_fail(err, LINDUNG_E_DB_CORRUPT, "database '%s': a setting of run %lld is blank", s->path,
				(long long)r->number);
	}
	if (rc >= 0)
		r->settings = items;
	return rc;
}

static int read_windows(struct ld_store *s, struct ld_run_row *r, struct ld_arena *a, struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	struct ld_run_window *items;
	int rc = part(s, r->number, "run_window", "SELECT funder, first, months FROM run_window WHERE run = ?1"
		" ORDER BY position", sizeof *items, a, &items, &q, err);
	while (rc >= 0 && (rc = ld_sql_row(s, q, err)) > 0) {
		struct ld_run_window *w = &items[r->nwindows++];
		const char *month = ld_sql_text(q, 1);
		int64_t months = sqlite3_column_int64(q, 2);
		if (!ld_sql_dup(q, 0, a, &w->funder))
			rc = ld_nomem(err);
		else if (!w->funder || months < 0 || months > LD_MAX_MONTHS ||
			!ld_month_parse(month, strlen(month), &w->from))
			rc = ld_fail(err, LINDUNG_E_DB_CORRUPT, "database '%s': the months that run %lld pays are none",
				s->path, (long long)r->number);
		w->months = (int)months;
	}
	if (rc >= 0)
		r->windows = items;
	return rc;
}

static int read_seen(struct ld_store *s, struct ld_run_row *r, struct ld_arena *a, struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	int64_t *items;
	int rc = part(s, r->number, "run_seen", "SELECT seen FROM run_seen WHERE run = ?1 ORDER BY seen", sizeof *items, a,
		&items, &q, err);
	while (rc >= 0 && (rc = ld_sql_row(s, q, err)) > 0)
		items[r->nseen++] = sqlite3_column_int64(q, 0);
	if (rc >= 0)
		r->seen = items;
	return rc;
}

static int read_files(struct ld_store *s, struct ld_run_row *r, bool content, struct ld_arena *a,
	struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	struct ld_file *items;
	int rc = part(s, r->number, "run_file", "SELECT f.module, f.path, f.sha256, b.content FROM run_file AS f"
		" JOIN blob AS b USING (sha256) WHERE f.run = ?1 ORDER BY f.position", sizeof *items, a, &items, &q, err);
	while (rc >= 0 && (rc = ld_sql_row(s, q, err)) > 0) {
		struct ld_file *f = &items[r->nfiles++];
		if (!ld_sql_dup(q, 0, a, &f->module) || !ld_sql_dup(q, 1, a, &f->path))
			return ld_nomem(err);
		if (!f->module || !f->path || !ld_sql_digest(q, 2, f->sha256, LD_SHA256))
			return ld_fail(err, LINDUNG_E_DB_CORRUPT, "database '%s': a rule file has no name or digest", s->path);
		const void *text = content ? sqlite3_column_blob(q, 3) : NULL;
		f->len = content ? (size_t)sqlite3_column_bytes(q, 3) : 0;
		if (content && !(f->text = ld_arena_strndup(a, text ? text : "", f->len)))
			return ld_nomem(err);
	}
	if (rc >= 0)
		r->files = items;
	return rc;
}

int ld_store_run(struct ld_store *s, int64_t number, bool with_files, struct ld_arena *arena, struct ld_run_row *ret,
	struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	struct ld_run_row r;
	int rc = ld_sql_prepare(s, &q, err, HEAD " WHERE run = CASE ?1 WHEN 0 THEN (SELECT max(run) FROM run) ELSE ?1 END");
	if (rc >= 0)
		rc = ld_sql_bind(s, q, err, "i", number);
	if (rc >= 0)
		rc = ld_sql_row(s, q, err);
	if (rc < 0)
		return rc;
	if (!rc)
		return number ? ld_fail(err, LINDUNG_E_NOT_FOUND, "there is no run %lld", (long long)number)
			: ld_fail(err, LINDUNG_E_NOT_FOUND, "database '%s' holds no runs", s->path);
	rc = read_head(s, q, true, arena, &r, err);
	if (rc >= 0)
		rc = read_settings(s, &r, arena, err);
	if (rc >= 0)
		rc = read_windows(s, &r, arena, err);
	if (rc >= 0)
		rc = read_seen(s, &r, arena, err);
	if (rc >= 0)
		rc = read_files(s, &r, with_files, arena, err);
	if (rc >= 0)
		*ret = r;
	return rc;
}

int ld_store_runs(struct ld_store *s, struct ld_arena *arena, struct ld_run_row **ret, size_t *ret_n,
	struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL, *count = NULL;
	int64_t all = 0;
	size_t n = 0;
	int rc = ld_sql_prepare(s, &count, err, "SELECT count(*) FROM run");
	if (rc >= 0)
		rc = ld_sql_number(s, count, 0, &all, err);
	if (rc >= 0)
		rc = ld_sql_prepare(s, &q, err, HEAD " ORDER BY run LIMIT %lld", (long long)all);
	struct ld_run_row *items = ld_arena_array(arena, (size_t)all, sizeof *items);
	if (!items)
		rc = ld_nomem(err);
	while (rc >= 0 && (rc = ld_sql_row(s, q, err)) > 0)
		rc = read_head(s, q, false, arena, &items[n++], err);
	if (rc < 0)
		return rc;
	*ret = items;
	*ret_n = n;
	return 0;
}
