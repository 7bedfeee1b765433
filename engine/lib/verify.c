/*
 * lindung_verify: is a stored run what its receipt says? Hashes of rules, data and result are made
 * again from the rows; the stored decisions are held against the head, the summary, a fresh
 * evaluation, a fresh run and its document; and the certificate of the allocation judges them by code that shares
 * nothing with the selection. A check that cannot be made is a check that failed.
 */
#include "lib/verify.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "report/report.h"

void ld_verify_check(struct ld_verify *v, const char *id, bool ok, const char *fmt, ...)
{
	char text[600];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	v->ok &= ok;
	if (v->checks)
		ld_list_add(&v->checks, json_pack("{s:s, s:b, s:o}", "id", id, "ok", ok, "detail",
						ld_json_text(text)));
}

void ld_verify_skip(struct ld_verify *v, const char *id, const char *why)
{
	if (v->checks)
		ld_list_add(&v->checks, json_pack("{s:s, s:b, s:o, s:b}", "id", id, "ok", 1, "detail",
						ld_json_text(why), "made", 0));
}

void ld_verify_hash(struct ld_verify *v, const char *id, const uint8_t then[LD_SHA256],
	const uint8_t now[LD_SHA256])
{
	char a[LD_SHA256_TEXT], b[LD_SHA256_TEXT];
	if (memcmp(then, now, LD_SHA256) == 0)
		ld_verify_check(v, id, true, "%s", ld_sha256_hex(then, a));
	else
		ld_verify_check(v, id, false, "%.16s in the receipt, %.16s now", ld_sha256_hex(then, a),
			ld_sha256_hex(now, b));
}

static int load_decisions(struct ld_verify *v, struct lindung_error *err)
{
	int rc = ld_stored_load(v->store, v->run.number, &v->d, err);
	if (rc >= 0)
		ld_verify_hash(v, "result", v->run.result, v->d.result);
	return rc;
}

/* ---- totals ---- */

static void check_counts(struct ld_verify *v)
{
	int64_t n[4] = {0}, errors = 0;
	for (size_t i = 0; i < v->d.n; i++) {
		n[v->d.items[i].status]++;
		errors += v->d.items[i].is_error;
	}
	const struct ld_run_row *r = &v->run;
	bool ok = r->workers == (int64_t)v->d.n && r->selected == n[LD_SELECTED] &&
		  r->reserve == n[LD_RESERVE] && r->refused == n[LD_REFUSED] &&
		  r->undecided == n[LD_UNDECIDED] && r->errors == errors &&
		  r->eligible == n[LD_SELECTED] + n[LD_RESERVE];
	ld_verify_check(v, "counts", ok,
		"%zu workers: %" PRId64 " selected, %" PRId64 " in reserve, %" PRId64
		" refused, %" PRId64 " undecided, %" PRId64 " of them by errors",
		v->d.n, n[LD_SELECTED], n[LD_RESERVE], n[LD_REFUSED], n[LD_UNDECIDED], errors);
}

static bool is(const json_t *object, const char *key, int64_t n)
{
	const json_t *j = json_object_get(object, key);
	return json_is_integer(j) && json_integer_value(j) == n;
}

static bool funder_agrees(const struct ld_verify *v, const json_t *funder)
{
	const char *id = json_string_value(json_object_get(funder, "id"));
	int64_t people = 0, months = 0, committed = 0;
	for (size_t i = 0; id && i < v->d.n; i++) {
		if (strcmp(v->d.items[i].funder, id) != 0)
			continue;
		people++;
		if (__builtin_add_overflow(months, v->d.items[i].months, &months) ||
			__builtin_add_overflow(committed, v->d.items[i].cost, &committed))
			return false;
	}
	return id && is(funder, "people", people) && is(funder, "person_months", months) &&
	       is(funder, "committed", committed);
}

/* What people read in `show` against what is stored a row a worker. */
static int check_summary(struct ld_verify *v, struct lindung_error *err)
{
	json_t *doc = NULL;
	int rc = ld_show_summary(&v->run, &doc, err);
	if (rc < 0)
		return rc;
	const json_t *counts = json_object_get(doc, "counts"),
		     *funders = json_object_get(doc, "funders");
	const struct ld_run_row *r = &v->run;
	const char *wrong = NULL;
	if (!is(counts, "workers", r->workers) || !is(counts, "selected", r->selected) ||
		!is(counts, "reserve", r->reserve) || !is(counts, "refused", r->refused) ||
		!is(counts, "undecided", r->undecided) || !is(counts, "errors", r->errors))
		wrong = "its counts";
	for (size_t i = 0; i < json_array_size(funders) && !wrong; i++)
		if (!funder_agrees(v, json_array_get(funders, i)))
			wrong = json_string_value(
				json_object_get(json_array_get(funders, i), "id"));
	if (wrong)
		ld_verify_check(v, "summary", false, "the summary differs from the decisions in %s", wrong);
	else
		ld_verify_check(v, "summary", true, "counts and %zu funders add up",
			json_array_size(funders));
	json_decref(doc);
	return 0;
}

/* ---- a fresh evaluation ---- */

static const char *difference(const struct ld_verify *v, const struct ld_decision *d, size_t row)
{
	const struct ld_outcomes *o = v->w.o;
	if (memcmp(d->nik, v->w.f->nik[row], LD_NIK) != 0)
		return "worker";
	enum ld_fate fate = d->status == LD_REFUSED     ? LD_FATE_REFUSED
			    : d->status == LD_UNDECIDED ? LD_FATE_UNDECIDED
							: LD_FATE_ELIGIBLE;
	if (o->fate[row] != fate)
		return "status";
	if (d->has_score && (d->score != ld_outcomes_score(o, row) || d->score_high != ld_outcomes_high(o, row)))
		return "score";
	return NULL;
}

static bool check_statuses(struct ld_verify *v)
{
	char masked[LD_NIK + 1];
	bool ok = v->d.n == v->w.f->nrows;
	if (!ok)
		ld_verify_check(v, "statuses", false, "%zu decisions for %zu workers", v->d.n, v->w.f->nrows);
	for (size_t row = 0; ok && row < v->d.n; row++) {
		const char *what = difference(v, &v->d.items[row], row);
		ok = !what;
		if (what)
			ld_verify_check(v, "statuses", false, "the %s of %s is another when evaluated again",
				what, ld_nik_mask(v->d.items[row].nik, masked));
	}
	if (ok)
		ld_verify_check(v, "statuses", true,
			"%zu workers evaluated again, the same statuses and scores", v->d.n);
	return ok;
}

static int certify(struct ld_verify *v, struct lindung_error *err)
{
	struct ld_alloc_in in = ld_work_alloc_in(&v->w);
	struct ld_check *checks;
	int n = ld_verify(&in, v->d.items, &v->arena, &checks, err);
	for (int i = 0; i < n; i++)
		ld_verify_check(v, checks[i].id, checks[i].ok, "%s",
			checks[i].detail ? checks[i].detail : "");
	return n < 0 ? n : 0;
}

/* ---- head and document ---- */

static void check_head(struct ld_verify *v)
{
	char what[LD_HEAD_TEXT];
	if (ld_head_differs(&v->run, &v->w, what))
		ld_verify_check(v, "head", false, "%s", what);
	else
		ld_verify_check(v, "head", true, "programme, title, region, date, seed, counts and months paid");
}

/* The warning that a region is in no list, where the stored document has it. */
static int excuse_region(const json_t *then, json_t *now)
{
	for (size_t i = json_array_size(now); i-- > 0;) {
		const json_t *code = json_object_get(json_array_get(now, i), "code");
		if (json_is_string(code) && strcmp(json_string_value(code), "REGION_UNKNOWN") == 0)
			json_array_remove(now, i);
	}
	for (size_t i = 0; i < json_array_size(then); i++) {
		json_t *w = json_array_get(then, i), *code = json_object_get(w, "code");
		if (json_is_string(code) && strcmp(json_string_value(code), "REGION_UNKNOWN") == 0 &&
			json_array_insert(now, i, w) < 0)
			return LINDUNG_E_NOMEM;
	}
	return 0;
}

/* Runs of before it was counted how many blanks could change the list. */
static void excuse_uncounted(const json_t *then, const json_t *now)
{
	for (size_t i = 0; i < json_array_size(then); i++)
		if (json_object_get(json_array_get(then, i), "could_change"))
			return;
	for (size_t i = 0; i < json_array_size(now); i++)
		json_object_del(json_array_get(now, i), "could_change");
}

/* What the stored document may say that today's cannot: an engine of another version made it, and
 * the names of regions stand in a list outside the database. */
static int excuse(const struct ld_verify *v, const json_t *then, json_t *now)
{
	json_t *region = json_object_get(then, "region_name");
	int rc = json_object_set_new(json_object_get(now, "receipt"), "engine",
		ld_json_text(v->run.engine));
	if (rc == 0 && region &&
		(json_is_null(region) || json_is_null(json_object_get(now, "region_name"))))
		rc = json_object_set(now, "region_name", region);
	excuse_uncounted(json_object_get(then, "missing_by"), json_object_get(now, "missing_by"));
	if (rc == 0)
		rc = excuse_region(
			json_object_get(then, "warnings"), json_object_get(now, "warnings"));
	return rc == 0 ? 0 : LINDUNG_E_NOMEM;
}

static void compare(struct ld_verify *v, json_t *then, json_t *now, const char *bytes)
{
	LD_CLEANUP(ld_buf_fini) struct ld_buf what = ld_buf_init(4096);
	if (ld_json_differs(then, now, &what))
		ld_verify_check(v, "document", false, "%s", ld_buf_text(&what));
	else if (strcmp(bytes, v->run.summary) != 0)
		ld_verify_check(v, "document", false, "the same things are written differently");
	else
		ld_verify_check(v, "document", true, "made again, the same bytes");
}

static int check_document(struct lindung *l, struct ld_verify *v, struct lindung_error *err)
{
	json_t *now = NULL, *then = NULL;
	char *bytes = NULL;
	int rc = ld_show_summary(&v->run, &then, err);
	if (rc >= 0)
		rc = ld_document_make(l, v->store, &v->w, &now, err);
	if (rc >= 0 && (excuse(v, then, now) < 0 || !(bytes = ld_json_dumps(now))))
		rc = ld_nomem(err);
	if (rc >= 0)
		compare(v, then, now, bytes);
	free(bytes);
	json_decref(then);
	json_decref(now);
	return rc;
}

/* ---- seal, log and receipt ---- */

/* The hash over the salted digests, made again. */
static int check_seal(struct ld_verify *v, struct lindung_error *err)
{
	struct ld_seal seal = {0};
	uint8_t secret[LD_SECRET], root[LD_SHA256];
	if (!v->run.is_sealed)
		return 0;
	int rc = ld_store_secret(v->store, v->run.number, secret, err);
	if (rc == 0)
		ld_verify_check(v, "seal", false, "its secret is gone");
	if (rc <= 0)
		return rc;
	rc = ld_seal_init(&seal, &v->d, v->w.p, v->w.f, secret, err);
	if (rc >= 0)
		rc = ld_seal_root(&seal, root, err);
	if (rc >= 0)
		ld_verify_hash(v, "seal", v->run.sealed, root);
	ld_seal_fini(&seal);
	ld_secret_wipe(secret);
	return rc;
}

static int check_log(struct ld_verify *v, struct lindung_error *err)
{
	int64_t lines;
	char why[LD_HEAD_TEXT];
	int rc = ld_log_check(v->store, &lines, why, err);
	if (rc >= 0 && why[0])
		ld_verify_check(v, "log", false, "%s", why);
	else if (rc >= 0)
		ld_verify_check(v, "log", true, "%" PRId64 " lines, each with the hash of the one before", lines);
	return rc;
}

static int check_receipt(struct ld_verify *v, struct lindung_error *err)
{
	char why[LD_HEAD_TEXT];
	if (!v->receipt)
		return 0;
	int rc = ld_receipt_check(v->store, &v->run, v->receipt, why, err);
	if (rc >= 0)
		ld_verify_check(v, "receipt", rc > 0, "%s", why);
	return rc;
}

/* ---- all checks ---- */

static int check_data(struct ld_verify *v, struct lindung_error *err)
{
	uint8_t data[LD_SHA256];
	int rc =
		ld_work_data(v->store, v->run.delivery, v->run.seen, v->run.nseen, true, data, err);
	if (rc >= 0)
		ld_verify_hash(v, "data", v->run.data, data);
	return rc;
}

int ld_verify_made(struct ld_verify *v, const char *id, int rc, const struct lindung_error *err)
{
	if (rc >= 0)
		return 1;
	if (rc == LINDUNG_E_NOMEM || rc == LINDUNG_E_CANCELLED || rc == LINDUNG_E_DB_BUSY ||
		rc == LINDUNG_E_IO)
		return rc;
	ld_verify_check(v, id, false, "cannot be checked: %s", err->message);
	return 0;
}

static int again(struct lindung *l, struct ld_verify *v, struct lindung_error *err)
{
	int rc = ld_work_evaluate(&v->w, v->store, l->jobs, ld_document_fields, err);
	return rc < 0 ? rc : ld_work_allocate(&v->w, v->store, err);
}

/* What does not hang on the decisions. */
static int check_around(struct ld_verify *v, struct lindung_error *err)
{
	int rc = ld_verify_made(v, "log", check_log(v, err), err);
	if (rc >= 0)
		rc = ld_verify_made(v, "receipt", check_receipt(v, err), err);
	if (rc >= 0)
		rc = ld_verify_made(v, "data", check_data(v, err), err);
	return rc;
}

static int verify(struct lindung *l, struct ld_verify *v, struct lindung_error *err)
{
	if (v->run.forgotten_at) {
		int rc = check_around(v, err);
		return rc < 0 ? rc : ld_verify_forgotten(v, l, err);
	}
	int loaded = ld_verify_made(v, "result", load_decisions(v, err), err);
	if (loaded < 0)
		return loaded;
	if (loaded) {
		check_counts(v);
		int read = ld_verify_made(v, "summary", check_summary(v, err), err);
		if (read < 0)
			return read;
	}
	int rc = check_around(v, err);
	if (rc >= 0)
		rc = ld_verify_made(v, "rules", ld_work_reload(&v->w, l, &v->run, err), err);
	if (rc <= 0)
		return rc;
	ld_verify_check(v, "rules", true, "the stored rule files are those of the receipt");
	int made = again(l, v, err);
	if (made == LINDUNG_E_FORGOTTEN) { /* who was covered by a run that is forgotten */
		ld_verify_skip(v, "fresh-run", "not re-decided: forgotten are those of a run that it saw");
		return loaded ? ld_verify_made(v, "seal", check_seal(v, err), err) : 0;
	}
	rc = ld_verify_made(v, "fresh-run", made, err);
	if (rc <= 0)
		return rc;
	ld_verify_hash(v, "fresh-run", v->run.result, v->w.result);
	check_head(v);
	rc = ld_verify_made(v, "document", check_document(l, v, err), err);
	if (rc >= 0 && loaded)
		rc = ld_verify_made(v, "seal", check_seal(v, err), err);
	if (rc >= 0 && loaded && check_statuses(v))
		rc = ld_verify_made(v, "certificate", certify(v, err), err);
	return rc;
}

static int verify_run(
	struct lindung *l, struct ld_verify *v, int64_t number, struct lindung_error *err)
{
	int rc = ld_store_begin(v->store, err);
	if (rc < 0)
		return rc;
	v->run.number = number;
	rc = ld_store_run(v->store, number, true, &v->arena, &v->run, err);
	if (rc != LINDUNG_E_NOT_FOUND)
		rc = ld_verify_made(v, "head", rc, err);
	if (rc > 0)
		rc = verify(l, v, err);
	ld_store_rollback(v->store);
	return rc;
}

static int answer(struct lindung *l, int64_t run, const char *receipt, struct lindung_result **ret, struct lindung_error *err)
{
	struct ld_verify v = {.ok = true, .checks = json_array(), .receipt = receipt};
	struct lindung_error own;
	err = err ? err : &own;
	int rc = ld_lib_store(l, LD_STORE_READ, &v.store, err);
	if (rc >= 0)
		rc = verify_run(l, &v, run, err);
	if (rc >= 0)
		rc = ld_result_new("verify",
			json_pack("{s:b, s:I, s:O}", "ok", v.ok, "run", (json_int_t)v.run.number,
				"checks", v.checks),
			v.ok ? 0 : 1, ret, err);
	json_decref(v.checks);
	ld_stored_fini(&v.d);
	ld_work_fini(&v.w);
	ld_arena_fini(&v.arena);
	return rc < 0 ? rc : 0;
}

int lindung_verify(
	struct lindung *l, int64_t run, struct lindung_result **ret, struct lindung_error *err)
{
	return answer(l, run, NULL, ret, err);
}

int lindung_verify_receipt(
	struct lindung *l, const char *receipt, struct lindung_result **ret, struct lindung_error *err)
{
	int64_t run = ld_receipt_run(receipt);
	if (run < 1)
		return ld_fail(err, LINDUNG_E_USAGE, "the text is no receipt of a run");
	return answer(l, run, receipt, ret, err);
}
