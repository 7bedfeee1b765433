/*
 * lindung_keep: a stored run becomes the decree. What is kept binds later runs, so the run is first
 * held against itself: its decisions against the hash of its receipt, its data against every row
 * that it saw, its head against its own rules. Everything that can fail is done before the commit.
 */
#include "lib/lib.h"

#include <inttypes.h>
#include <string.h>

#include "report/report.h"

/* The run that stands as the decree of a programme until another is kept; 0 when none does. */
static int kept_run(
	struct ld_store *store, const char *programme, int64_t *ret, struct lindung_error *err)
{
	LD_CLEANUP(ld_arena_fini) struct ld_arena a = {0};
	struct ld_run_row *rows = NULL;
	size_t n = 0;
	int rc = ld_store_runs(store, &a, &rows, &n, err);
	if (rc < 0)
		return rc;
	*ret = 0;
	for (size_t i = 0; i < n; i++)
		if (rows[i].kept_at && !rows[i].superseded_by &&
			strcmp(rows[i].programme, programme) == 0)
			*ret = rows[i].number;
	return 0;
}

static int refuse(const struct ld_run_row *row, const char *why, struct lindung_error *err)
{
	return ld_fail(err, LINDUNG_E_KEEP,
		"run %" PRId64 " cannot be kept: %s; 'lindung verify %" PRId64 "' tells more",
		row->number, why, row->number);
}

static int check_result(
	struct ld_store *store, const struct ld_run_row *row, struct lindung_error *err)
{
	uint8_t result[LD_SHA256];
	int rc = ld_decisions_stored(store, row->number, result, err);
	if (rc >= 0 && memcmp(result, row->result, LD_SHA256) != 0)
		rc = refuse(row, "its decisions are not those of its receipt", err);
	return rc;
}

/* A page that the disk has changed since the run must not become a decree. */
static int check_data(
	struct ld_store *store, const struct ld_run_row *row, struct lindung_error *err)
{
	uint8_t data[LD_SHA256];
	int rc = ld_work_data(store, row->delivery, row->seen, row->nseen, true, data, err);
	if (rc >= 0 && memcmp(data, row->data, LD_SHA256) != 0)
		rc = refuse(row, "the data it saw are not those of its receipt", err);
	return rc;
}

static int check_head(const struct lindung *l, const struct ld_run_row *row, struct lindung_error *err)
{
	struct ld_work w = {0};
	struct lindung_error said;
	char why[LD_HEAD_TEXT];
	int rc = ld_work_reload(&w, l, row, &said);
	if (rc == LINDUNG_E_NOMEM)
		ld_nomem(err);
	else if (rc < 0)
		rc = refuse(row, said.message, err);
	else if (ld_head_differs(row, &w, why))
		rc = refuse(row, why, err);
	ld_work_fini(&w);
	return rc;
}

static json_t *answer(const struct ld_run_row *row, int64_t supersedes, const json_t *doc)
{
	return json_pack("{s:I, s:o, s:o, s:o, s:O}", "run", (json_int_t)row->number, "programme",
		ld_json_text(row->programme), "kept_at", ld_json_text(row->kept_at), "supersedes",
		supersedes && supersedes != row->number ? json_integer(supersedes) : json_null(),
		"receipt", json_object_get(doc, "receipt"));
}

static int keep_in(const struct lindung *l, struct ld_store *store, int64_t number, struct ld_arena *a,
	struct lindung_result **ret, struct lindung_error *err)
{
	struct ld_run_row row;
	int64_t supersedes = 0;
	json_t *doc = NULL;
	char now[24];
	int rc = ld_store_run(store, number, true, a, &row, err);
	if (rc >= 0 && row.stopped)
		rc = refuse(&row, "one of its rules was stopped, so what hangs on it was decided by a clock", err);
	if (rc >= 0)
		rc = check_result(store, &row, err);
	if (rc >= 0)
		rc = check_data(store, &row, err);
	if (rc >= 0)
		rc = check_head(l, &row, err);
	if (rc >= 0)
		rc = kept_run(store, row.programme, &supersedes, err);
	if (rc >= 0)
		rc = ld_store_keep(store, row.number, ld_lib_now(now), err);
	if (rc >= 0)
		rc = ld_store_run(store, row.number, false, a, &row, err);
	if (rc >= 0)
		rc = ld_show_document(&row, &doc, err);
	if (rc >= 0 && !json_is_object(json_object_get(doc, "receipt")))
		rc = refuse(&row, "its summary has no receipt", err);
	if (rc >= 0)
		rc = ld_result_new("keep", answer(&row, supersedes, doc), 0, ret, err);
	json_decref(doc);
	return rc < 0 ? rc : ld_store_commit(store, err);
}

int lindung_keep(
	struct lindung *l, int64_t run, struct lindung_result **ret, struct lindung_error *err)
{
	LD_CLEANUP(ld_arena_fini) struct ld_arena a = {0};
	struct ld_store *store;
	struct lindung_result *kept = NULL;
	int rc = ld_lib_store(l, LD_STORE_WRITE, &store, err);
	if (rc >= 0)
		rc = ld_store_begin(store, err);
	if (rc < 0)
		return rc;
	rc = keep_in(l, store, run, &a, &kept, err);
	ld_store_rollback(store); /* nothing is open after a commit */
	if (rc < 0) {
		lindung_result_free(kept);
		return rc;
	}
	*ret = kept;
	return 0;
}
