/*
 * lindung_keep: a stored run becomes the decree. What is kept binds later runs, so the run is first
 * held against itself: its decisions against the hash of its receipt, its data against every row
 * that it saw, its head against its own rules, its list against what they give from the records. It is sealed with a secret of its own, so that its
 * persons can be forgotten later and the list still be checked. Everything that can fail is done
 * before the commit.
 */
#include "lib/seal.h"

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

/* The run as it is held against itself. */
struct held {
	struct ld_run_row row;
	struct ld_stored d;
	struct ld_work w;
	struct ld_frame *f;
};

static void held_fini(struct held *h)
{
	ld_stored_fini(&h->d);
	ld_frame_free(h->f);
	ld_work_fini(&h->w);
}

static int check_result(struct ld_store *store, struct held *h, struct lindung_error *err)
{
	int rc = ld_stored_load(store, h->row.number, &h->d, err);
	if (rc >= 0 && memcmp(h->d.result, h->row.result, LD_SHA256) != 0)
		rc = refuse(&h->row, "its decisions are not those of its receipt", err);
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

static int check_head(const struct lindung *l, struct held *h, struct lindung_error *err)
{
	struct lindung_error said;
	char why[LD_HEAD_TEXT];
	int rc = ld_work_reload(&h->w, l, &h->row, &said);
	if (rc == LINDUNG_E_NOMEM)
		ld_nomem(err);
	else if (rc < 0)
		rc = refuse(&h->row, said.message, err);
	else if (ld_head_differs(&h->row, &h->w, why))
		rc = refuse(&h->row, why, err);
	return rc;
}

/* A draft may have been decided from cached columns; a decree is what the records themselves give. */
static int check_again(struct lindung *l, struct ld_store *store, struct held *h, struct lindung_error *err)
{
	int rc = h->row.kept_at ? 0 : ld_work_evaluate(&h->w, store, l->jobs, NULL, err);
	if (rc >= 0 && !h->row.kept_at)
		rc = ld_work_allocate(&h->w, store, err);
	if (rc >= 0 && !h->row.kept_at && memcmp(h->w.result, h->row.result, LD_SHA256) != 0)
		rc = refuse(&h->row, "its rules do not give its list again from the records", err);
	return rc;
}

int ld_keep_seal(struct ld_store *store, int64_t run, const struct ld_stored *d, const struct ld_programme *p,
	const struct ld_frame *f, const char *by, struct lindung_error *err)
{
	struct ld_seal seal = {0};
	uint8_t secret[LD_SECRET], root[LD_SHA256];
	if (!ld_secret_new(secret))
		return ld_fail(err, LINDUNG_E_INTERNAL, "the system gives no random bytes");
	int rc = ld_seal_init(&seal, d, p, f, secret, err);
	if (rc >= 0)
		rc = ld_seal_root(&seal, root, err);
	if (rc >= 0)
		rc = ld_store_seal(store, run, by, secret, root, err);
	ld_seal_fini(&seal);
	ld_secret_wipe(secret);
	return rc;
}

static json_t *answer(const struct ld_run_row *row, int64_t supersedes, const json_t *doc)
{
	return json_pack("{s:I, s:o, s:o, s:o, s:o, s:O, s:O}", "run", (json_int_t)row->number, "programme",
		ld_json_text(row->programme), "kept_at", ld_json_text(row->kept_at), "kept_by",
		ld_json_text(row->kept_by), "supersedes", supersedes ? json_integer(supersedes) : json_null(),
		"receipt", json_object_get(doc, "receipt"), "log", json_object_get(doc, "log"));
}

/* Nothing of a run that is kept already changes. */
static int keep_now(struct lindung *l, struct ld_store *store, struct held *h, const char *by, int64_t supersedes,
	struct ld_arena *a, struct lindung_error *err)
{
	char now[24];
	int rc = ld_store_keep(store, h->row.number, ld_lib_now(now), err);
	if (rc < 0 || h->row.kept_at)
		return rc;
	rc = ld_seal_frame(store, h->w.p, h->row.delivery, &h->f, err);
	if (rc >= 0)
		rc = ld_keep_seal(store, h->row.number, &h->d, h->w.p, h->f, by ? by : l->who, err);
	if (rc >= 0)
		rc = ld_store_run(store, h->row.number, false, a, &h->row, err);
	return rc < 0 ? rc : ld_log_keep(l, store, &h->row, supersedes, err);
}

static int keep_in(struct lindung *l, struct ld_store *store, struct held *h, int64_t number, const char *by,
	struct ld_arena *a, struct lindung_result **ret, struct lindung_error *err)
{
	int64_t supersedes = 0;
	json_t *doc = NULL;
	int rc = ld_store_run(store, number, true, a, &h->row, err);
	if (rc >= 0)
		rc = ld_lib_remembered(&h->row, err);
	if (rc >= 0 && h->row.stopped)
		rc = refuse(&h->row, "one of its rules was stopped, so what hangs on it was decided by a clock", err);
	if (rc >= 0)
		rc = check_result(store, h, err);
	if (rc >= 0)
		rc = check_data(store, &h->row, err);
	if (rc >= 0)
		rc = ld_trust_stored(store, &h->row, err);
	if (rc >= 0)
		rc = check_head(l, h, err);
	if (rc >= 0)
		rc = check_again(l, store, h, err);
	if (rc >= 0)
		rc = kept_run(store, h->row.programme, &supersedes, err);
	supersedes = supersedes == h->row.number ? 0 : supersedes;
	if (rc >= 0)
		rc = keep_now(l, store, h, by, supersedes, a, err);
	if (rc >= 0)
		rc = ld_show_document(store, &h->row, &doc, err);
	if (rc >= 0 && !json_is_object(json_object_get(doc, "receipt")))
		rc = refuse(&h->row, "its summary has no receipt", err);
	if (rc >= 0)
		rc = ld_result_new("keep", answer(&h->row, supersedes, doc), 0, ret, err);
	json_decref(doc);
	return rc < 0 ? rc : ld_store_commit(store, err);
}

int lindung_keep_by(struct lindung *l, int64_t run, const char *by, struct lindung_result **ret, struct lindung_error *err)
{
	LD_CLEANUP(ld_arena_fini) struct ld_arena a = {0};
	LD_CLEANUP(held_fini) struct held h = {0};
	struct ld_store *store;
	struct lindung_result *kept = NULL;
	int rc = ld_lib_store(l, LD_STORE_WRITE, &store, err);
	if (rc >= 0)
		rc = ld_store_begin(store, err);
	if (rc < 0)
		return rc;
	rc = keep_in(l, store, &h, run, by, &a, &kept, err);
	ld_store_rollback(store); /* nothing is open after a commit */
	if (rc < 0) {
		lindung_result_free(kept);
		return rc;
	}
	*ret = kept;
	return 0;
}

int lindung_keep(struct lindung *l, int64_t run, struct lindung_result **ret, struct lindung_error *err)
{
	return lindung_keep_by(l, run, NULL, ret, err);
}
