/*
 * The runs that became decrees, and what they pay: nobody is paid for a month by two of them. A run that another kept run
 * has overtaken since it was made is refused by what the two lists say, not by their dates.
 */
#include <string.h>

#include "base/date.h"
#include "base/limits.h"
#include "store/run.h"

/* Months as numbers, year × 12 + month − 1. */
#define FIRST(w) "(CAST(substr(" w ".first, 1, 4) AS INTEGER) * 12 + CAST(substr(" w ".first, 6) AS INTEGER) - 1)"

int ld_store_kept(struct ld_store *s, const char *programme, struct ld_arena *arena, int64_t **ret, size_t *ret_n,
	struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL, *count = NULL;
	int64_t all = 0;
	size_t n = 0;
	int rc = ld_sql_prepare(s, &count, err, "SELECT count(*) FROM run");
	if (rc >= 0)
		rc = ld_sql_number(s, count, 0, &all, err);
	if (rc >= 0)
		rc = ld_sql_prepare(s, &q, err, "SELECT run FROM run WHERE kept_at IS NOT NULL AND superseded_by IS NULL"
						" AND programme <> ?1 ORDER BY run");
	if (rc >= 0)
		rc = ld_sql_bind(s, q, err, "t", programme);
	int64_t *runs = ld_arena_array(arena, (size_t)all, sizeof *runs);
	if (!runs)
		rc = ld_nomem(err);
	while (rc >= 0 && (rc = ld_sql_row(s, q, err)) > 0)
		runs[n++] = sqlite3_column_int64(q, 0);
	if (rc < 0)
		return rc;
	*ret = runs;
	*ret_n = n;
	return 0;
}

int ld_store_paid(struct ld_store *s, const int64_t *runs, size_t nruns,
	int (*row)(void *ctx, const char *nik, int32_t from, int32_t to), void *ctx, struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	LD_CLEANUP(ld_buf_fini) struct ld_buf list = ld_buf_init(1 << 20);
	ld_buf_addc(&list, '[');
	for (size_t i = 0; i < nruns; i++)
		ld_buf_printf(&list, "%s%lld", i ? "," : "", (long long)runs[i]);
	ld_buf_addc(&list, ']');
	if (list.failed)
		return ld_nomem(err);
	int rc = ld_sql_prepare(s, &q, err, "SELECT d.nik, " FIRST("w") ", d.months FROM json_each(?1) AS r"
		" CROSS JOIN decision AS d ON d.run = r.value AND d.status = 'selected'"
		" CROSS JOIN run_window AS w ON w.run = d.run AND w.funder = d.funder ORDER BY 1, 2, 3");
	if (rc >= 0)
		rc = ld_sql_bind(s, q, err, "t", ld_buf_text(&list));
	while (rc >= 0 && (rc = ld_sql_step(s, q, err)) > 0) {
		int32_t from = sqlite3_column_int(q, 1);
		int64_t months = sqlite3_column_int64(q, 2);
		if (months < 1 || months > LD_MAX_MONTHS)
			return ld_fail(err, LINDUNG_E_DB_CORRUPT, "database '%s': a decision pays %lld months", s->path,
				(long long)months);
		if (row(ctx, ld_sql_text(q, 0), from, from + (int32_t)months - 1))
			break;
	}
	return rc < 0 ? rc : 0;
}

/* Kept runs of other programmes that this one did not see and that pay one of its people for one of its months. */
static int check_overlap(struct ld_store *s, int64_t run, struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	int rc = ld_sql_prepare(s, &q, err,
		"SELECT o.run, o.programme, count(DISTINCT a.nik) FROM run AS me CROSS JOIN run AS o"
		" CROSS JOIN decision AS a CROSS JOIN decision AS b CROSS JOIN run_window AS v CROSS JOIN run_window AS w"
		" WHERE me.run = ?1 AND o.kept_at IS NOT NULL AND o.superseded_by IS NULL AND o.programme <> me.programme"
		" AND o.run NOT IN (SELECT seen FROM run_seen WHERE run = ?1)"
		" AND a.run = me.run AND a.status = 'selected' AND b.run = o.run AND b.nik = a.nik AND b.status = 'selected'"
		" AND v.run = a.run AND v.funder = a.funder AND w.run = b.run AND w.funder = b.funder"
		" AND " FIRST("v") " < " FIRST("w") " + b.months AND " FIRST("w") " < " FIRST("v") " + a.months"
		" GROUP BY o.run ORDER BY o.run LIMIT 1");
	if (rc >= 0)
		rc = ld_sql_bind(s, q, err, "i", run);
	if (rc >= 0)
		rc = ld_sql_row(s, q, err);
	if (rc <= 0)
		return rc;
	return ld_fail(err, LINDUNG_E_KEEP, "run %lld cannot be kept: kept run %lld ('%.60s') pays %lld of its people for the"
		" same months; make a new run", (long long)run, (long long)sqlite3_column_int64(q, 0), ld_sql_text(q, 1),
		(long long)sqlite3_column_int64(q, 2));
}

static int mark(struct ld_store *s, int64_t run, const char *kept_at, struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *old = NULL, *q = NULL;
	int rc = ld_sql_prepare(s, &old, err, "UPDATE run SET superseded_by = ?1 WHERE kept_at IS NOT NULL"
		" AND superseded_by IS NULL AND programme = (SELECT programme FROM run WHERE run = ?1)");
	if (rc >= 0)
		rc = ld_sql_run(s, old, err, "i", run);
	if (rc >= 0)
		rc = ld_sql_prepare(s, &q, err, "UPDATE run SET kept_at = ?2 WHERE run = ?1");
	return rc < 0 ? rc : ld_sql_run(s, q, err, "it", run, kept_at);
}

int ld_store_keep(struct ld_store *s, int64_t run, const char *kept_at, struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	ld_assert(s->writable && s->begun_file);
	int rc = ld_sql_prepare(s, &q, err, "SELECT kept_at IS NOT NULL, coalesce(superseded_by, 0), undrawn, stopped FROM run"
					    " WHERE run = ?1");
	if (rc >= 0)
		rc = ld_sql_bind(s, q, err, "i", run);
	if (rc >= 0)
		rc = ld_sql_row(s, q, err);
	if (rc < 0)
		return rc;
	if (!rc)
		return ld_fail(err, LINDUNG_E_NOT_FOUND, "there is no run %lld", (long long)run);
	if (sqlite3_column_int64(q, 1))
		return ld_fail(err, LINDUNG_E_KEEP, "run %lld was superseded by run %lld", (long long)run,
			(long long)sqlite3_column_int64(q, 1));
	if (sqlite3_column_int(q, 2))
		return ld_fail(err, LINDUNG_E_KEEP, "run %lld has a lottery without a seed", (long long)run);
	if (sqlite3_column_int(q, 3))
		return ld_fail(err, LINDUNG_E_KEEP, "a rule of run %lld was stopped, so another machine may decide otherwise",
			(long long)run);
	if (sqlite3_column_int(q, 0)) /* kept already: nothing changes */
		return 0;
	rc = ld_decisions_keep(s, run, err);
	if (rc >= 0)
		rc = check_overlap(s, run, err);
	return rc < 0 ? rc : mark(s, run, kept_at, err);
}
