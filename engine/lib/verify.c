/*
 * lindung_verify: is a stored run what its receipt says? Hashes of rules, data and result are made
 * again from the rows; the stored decisions are held against the head, the summary, a fresh
 * evaluation, a fresh run and its document; and the certificate of the allocation judges them by code that shares
 * nothing with the selection. A check that cannot be made is a check that failed.
 */
#include "lib/lib.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "report/report.h"

struct verify {
	struct ld_store *store;
	struct ld_run_row run;
	struct ld_work w;
	struct ld_arena arena;
	struct ld_map texts;       /* owns the texts of the decisions */
	struct ld_decision *items; /* [n] as stored */
	size_t n, cap;
	struct ld_sha256 hash;
	struct ld_buf row;
	bool starved; /* memory ran out while the decisions were read */
	json_t *checks;
	bool ok;
};

static void check(struct verify *v, const char *id, bool ok, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

static void check(struct verify *v, const char *id, bool ok, const char *fmt, ...)
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

static void check_hash(struct verify *v, const char *id, const uint8_t then[LD_SHA256],
	const uint8_t now[LD_SHA256])
{
	char a[LD_SHA256_TEXT], b[LD_SHA256_TEXT];
	if (memcmp(then, now, LD_SHA256) == 0)
		check(v, id, true, "%s", ld_sha256_hex(then, a));
	else
		check(v, id, false, "%.16s in the receipt, %.16s now", ld_sha256_hex(then, a),
			ld_sha256_hex(now, b));
}

/* ---- the stored decisions ---- */

static const char *own(struct verify *v, const char *text)
{
	uint32_t i = *text ? ld_map_add(&v->texts, text, strlen(text)) : 0;
	return !*text ? "" : i == LD_MAP_NONE ? NULL : v->texts.keys[i].text;
}

static int add_decision(void *ctx, const struct ld_decision *d)
{
	struct verify *v = ctx;
	v->starved = true; /* until it is done */
	if (v->n == v->cap) {
		size_t cap = v->cap ? v->cap * 2 : 4096;
		struct ld_decision *more = reallocarray(v->items, cap, sizeof *more);
		if (!more)
			return -1;
		v->items = more;
		v->cap = cap;
	}
	struct ld_decision *mine = &v->items[v->n++];
	*mine = *d;
	mine->funder = own(v, d->funder);
	mine->rules = own(v, d->rules);
	mine->missing = own(v, d->missing);
	mine->constraint = own(v, d->constraint);
	ld_buf_reset(&v->row);
	ld_decision_row(d, &v->row);
	ld_sha256_add(&v->hash, v->row.data, v->row.len);
	v->starved = !mine->funder || !mine->rules || !mine->missing || !mine->constraint ||
		     v->row.failed;
	return v->starved ? -1 : 0;
}

static int load_decisions(struct verify *v, struct lindung_error *err)
{
	uint8_t result[LD_SHA256];
	v->row = ld_buf_init(1 << 20);
	ld_sha256_init(&v->hash);
	ld_decision_header(&v->row);
	v->starved = v->row.failed;
	ld_sha256_add(&v->hash, v->row.data, v->row.len);
	int rc = v->starved ? 0 : ld_store_decisions(v->store, v->run.number, add_decision, v, err);
	if (rc >= 0 && v->starved)
		rc = ld_nomem(err);
	if (rc < 0)
		return rc;
	ld_sha256_end(&v->hash, result);
	check_hash(v, "result", v->run.result, result);
	return 0;
}

/* ---- totals ---- */

static void check_counts(struct verify *v)
{
	int64_t n[4] = {0}, errors = 0;
	for (size_t i = 0; i < v->n; i++) {
		n[v->items[i].status]++;
		errors += v->items[i].is_error;
	}
	const struct ld_run_row *r = &v->run;
	bool ok = r->workers == (int64_t)v->n && r->selected == n[LD_SELECTED] &&
		  r->reserve == n[LD_RESERVE] && r->refused == n[LD_REFUSED] &&
		  r->undecided == n[LD_UNDECIDED] && r->errors == errors &&
		  r->eligible == n[LD_SELECTED] + n[LD_RESERVE];
	check(v, "counts", ok,
		"%zu workers: %" PRId64 " selected, %" PRId64 " in reserve, %" PRId64
		" refused, %" PRId64 " undecided, %" PRId64 " of them by errors",
		v->n, n[LD_SELECTED], n[LD_RESERVE], n[LD_REFUSED], n[LD_UNDECIDED], errors);
}

static bool is(const json_t *object, const char *key, int64_t n)
{
	const json_t *j = json_object_get(object, key);
	return json_is_integer(j) && json_integer_value(j) == n;
}

static bool funder_agrees(const struct verify *v, const json_t *funder)
{
	const char *id = json_string_value(json_object_get(funder, "id"));
	int64_t people = 0, months = 0, committed = 0;
	for (size_t i = 0; id && i < v->n; i++) {
		if (strcmp(v->items[i].funder, id) != 0)
			continue;
		people++;
		if (__builtin_add_overflow(months, v->items[i].months, &months) ||
			__builtin_add_overflow(committed, v->items[i].cost, &committed))
			return false;
	}
	return id && is(funder, "people", people) && is(funder, "person_months", months) &&
	       is(funder, "committed", committed);
}

/* What people read in `show` against what is stored a row a worker. */
static int check_summary(struct verify *v, struct lindung_error *err)
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
		check(v, "summary", false, "the summary differs from the decisions in %s", wrong);
	else
		check(v, "summary", true, "counts and %zu funders add up",
			json_array_size(funders));
	json_decref(doc);
	return 0;
}

/* ---- a fresh evaluation ---- */

static const char *difference(const struct verify *v, const struct ld_decision *d, size_t row)
{
	const struct ld_outcomes *o = v->w.o;
	if (memcmp(d->nik, v->w.f->nik[row], LD_NIK) != 0)
		return "worker";
	enum ld_fate fate = d->status == LD_REFUSED     ? LD_FATE_REFUSED
			    : d->status == LD_UNDECIDED ? LD_FATE_UNDECIDED
							: LD_FATE_ELIGIBLE;
	if (o->fate[row] != fate)
		return "status";
	if (d->has_score && (d->score != o->score[row] || d->score_high != o->score_high[row]))
		return "score";
	return NULL;
}

static bool check_statuses(struct verify *v)
{
	char masked[LD_NIK + 1];
	bool ok = v->n == v->w.f->nrows;
	if (!ok)
		check(v, "statuses", false, "%zu decisions for %zu workers", v->n, v->w.f->nrows);
	for (size_t row = 0; ok && row < v->n; row++) {
		const char *what = difference(v, &v->items[row], row);
		ok = !what;
		if (what)
			check(v, "statuses", false, "the %s of %s is another when evaluated again",
				what, ld_nik_mask(v->items[row].nik, masked));
	}
	if (ok)
		check(v, "statuses", true,
			"%zu workers evaluated again, the same statuses and scores", v->n);
	return ok;
}

static int certify(struct verify *v, struct lindung_error *err)
{
	struct ld_alloc_in in = ld_work_alloc_in(&v->w);
	struct ld_check *checks;
	int n = ld_verify(&in, v->items, &v->arena, &checks, err);
	for (int i = 0; i < n; i++)
		check(v, checks[i].id, checks[i].ok, "%s",
			checks[i].detail ? checks[i].detail : "");
	return n < 0 ? n : 0;
}

/* ---- head and document ---- */

static void check_head(struct verify *v)
{
	char what[LD_HEAD_TEXT];
	if (ld_head_differs(&v->run, &v->w, what))
		check(v, "head", false, "%s", what);
	else
		check(v, "head", true, "programme, title, region, date, seed, counts and months paid");
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

/* What the stored document may say that today's cannot: an engine of another version made it, and
 * the names of regions stand in a list outside the database. */
static int excuse(const struct verify *v, const json_t *then, json_t *now)
{
	json_t *region = json_object_get(then, "region_name");
	int rc = json_object_set_new(json_object_get(now, "receipt"), "engine",
		ld_json_text(v->run.engine));
	if (rc == 0 && region &&
		(json_is_null(region) || json_is_null(json_object_get(now, "region_name"))))
		rc = json_object_set(now, "region_name", region);
	if (rc == 0)
		rc = excuse_region(
			json_object_get(then, "warnings"), json_object_get(now, "warnings"));
	return rc == 0 ? 0 : LINDUNG_E_NOMEM;
}

static void compare(struct verify *v, json_t *then, json_t *now, const char *bytes)
{
	LD_CLEANUP(ld_buf_fini) struct ld_buf what = ld_buf_init(4096);
	if (ld_json_differs(then, now, &what))
		check(v, "document", false, "%s", ld_buf_text(&what));
	else if (strcmp(bytes, v->run.summary) != 0)
		check(v, "document", false, "the same things are written differently");
	else
		check(v, "document", true, "made again, the same bytes");
}

static int check_document(struct lindung *l, struct verify *v, struct lindung_error *err)
{
	json_t *now = NULL, *then = NULL;
	char *bytes = NULL;
	int rc = ld_show_summary(&v->run, &then, err);
	if (rc >= 0)
		rc = ld_document_make(l, v->store, &v->w, &now, err);
	if (rc >= 0 && (excuse(v, then, now) < 0 || !(bytes = json_dumps(now, JSON_COMPACT))))
		rc = ld_nomem(err);
	if (rc >= 0)
		compare(v, then, now, bytes);
	free(bytes);
	json_decref(then);
	json_decref(now);
	return rc;
}

/* ---- all checks ---- */

static int check_data(struct verify *v, struct lindung_error *err)
{
	uint8_t data[LD_SHA256];
	int rc =
		ld_work_data(v->store, v->run.delivery, v->run.seen, v->run.nseen, true, data, err);
	if (rc >= 0)
		check_hash(v, "data", v->run.data, data);
	return rc;
}

/* 1: the step was made. 0: it could not be, because of what is stored, and that is a check that
 * failed. Negative: verify itself must stop. */
static int made(struct verify *v, const char *id, int rc, const struct lindung_error *err)
{
	if (rc >= 0)
		return 1;
	if (rc == LINDUNG_E_NOMEM || rc == LINDUNG_E_CANCELLED || rc == LINDUNG_E_DB_BUSY ||
		rc == LINDUNG_E_IO)
		return rc;
	check(v, id, false, "cannot be checked: %s", err->message);
	return 0;
}

static int again(struct lindung *l, struct verify *v, struct lindung_error *err)
{
	int rc = ld_work_evaluate(&v->w, v->store, l->jobs, ld_document_fields, err);
	return rc < 0 ? rc : ld_work_allocate(&v->w, v->store, err);
}

static int verify(struct lindung *l, struct verify *v, struct lindung_error *err)
{
	int loaded = made(v, "result", load_decisions(v, err), err);
	if (loaded < 0)
		return loaded;
	if (loaded) {
		check_counts(v);
		int read = made(v, "summary", check_summary(v, err), err);
		if (read < 0)
			return read;
	}
	int rc = made(v, "data", check_data(v, err), err);
	if (rc >= 0)
		rc = made(v, "rules", ld_work_reload(&v->w, l, &v->run, err), err);
	if (rc <= 0)
		return rc;
	check(v, "rules", true, "the stored rule files are those of the receipt");
	rc = made(v, "fresh-run", again(l, v, err), err);
	if (rc <= 0)
		return rc;
	check_hash(v, "fresh-run", v->run.result, v->w.result);
	check_head(v);
	rc = made(v, "document", check_document(l, v, err), err);
	if (rc >= 0 && loaded && check_statuses(v))
		rc = made(v, "certificate", certify(v, err), err);
	return rc;
}

static int verify_run(
	struct lindung *l, struct verify *v, int64_t number, struct lindung_error *err)
{
	int rc = ld_store_begin(v->store, err);
	if (rc < 0)
		return rc;
	v->run.number = number;
	rc = ld_store_run(v->store, number, true, &v->arena, &v->run, err);
	if (rc != LINDUNG_E_NOT_FOUND)
		rc = made(v, "head", rc, err);
	if (rc > 0)
		rc = verify(l, v, err);
	ld_store_rollback(v->store);
	return rc;
}

int lindung_verify(
	struct lindung *l, int64_t run, struct lindung_result **ret, struct lindung_error *err)
{
	struct verify v = {.ok = true, .checks = json_array()};
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
	free(v.items);
	ld_buf_fini(&v.row);
	ld_map_fini(&v.texts);
	ld_work_fini(&v.w);
	ld_arena_fini(&v.arena);
	return rc < 0 ? rc : 0;
}
