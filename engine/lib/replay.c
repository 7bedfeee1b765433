/*
 * lindung_replay: decide a stored run again from what the database holds alone (its rule files, the
 * deliveries and kept runs it saw) and compare the bytes. Nothing outside the database is read, and
 * nothing is written.
 */
#include "lib/lib.h"

#include <string.h>

#include "report/report.h"

static json_t *hash(const uint8_t digest[LD_SHA256])
{
	char text[LD_SHA256_TEXT];
	return json_string(ld_sha256_hex(digest, text));
}

static int replay(struct lindung *l, struct ld_store *store, int64_t number, json_t **ret,
	bool *same, struct lindung_error *err)
{
	LD_CLEANUP(ld_arena_fini) struct ld_arena a = {0};
	struct ld_work w = {0};
	struct ld_run_row run;
	int rc = ld_store_run(store, number, true, &a, &run, err);
	if (rc >= 0)
		rc = ld_lib_remembered(&run, err);
	if (rc >= 0)
		rc = ld_work_reload(&w, l, &run, err);
	if (rc >= 0)
		rc = ld_work_evaluate(&w, store, l->jobs, NULL, err);
	if (rc >= 0)
		rc = ld_work_allocate(&w, store, err);
	if (rc >= 0) {
		bool data = memcmp(w.data, run.data, LD_SHA256) == 0;
		*same = data && memcmp(w.result, run.result, LD_SHA256) == 0;
		*ret = json_pack("{s:b, s:I, s:o, s:o, s:o, s:o}", "same", *same, "run",
			(json_int_t)run.number, "result_then", hash(run.result), "result_now",
			hash(w.result), "data_then", hash(run.data), "data_now", hash(w.data));
		rc = *ret ? 0 : ld_nomem(err);
	}
	ld_work_fini(&w);
	return rc;
}

int lindung_replay(
	struct lindung *l, int64_t run, struct lindung_result **ret, struct lindung_error *err)
{
	struct ld_store *store;
	json_t *doc = NULL;
	bool same = false;
	int rc = ld_lib_store(l, LD_STORE_READ, &store, err);
	if (rc >= 0)
		rc = ld_store_begin(store, err);
	if (rc < 0)
		return rc;
	rc = replay(l, store, run, &doc, &same, err);
	ld_store_rollback(store);
	return rc < 0 ? rc : ld_result_new("replay", doc, same ? 0 : 1, ret, err);
}
