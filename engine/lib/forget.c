/*
 * lindung_forget: the persons of closed years are destroyed, and what their decrees added up to stays. A run is closed when
 * the last month it pays lies before the day, and stays all the same while an open run of another programme pays for some
 * of its months: that one must still be able to tell who is covered. Rows of data go when neither today nor any run that
 * stays counts them. All of it is one transaction; then the file is written anew.
 */
#include "lib/seal.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "lib/log.h"
#include "report/report.h"

struct forget {
	struct lindung *l;
	struct ld_store *store;
	const char *before;
	int32_t day;
	char now[24];
	struct ld_arena arena;
	struct ld_run_row *runs; /* [n] whole, with files */
	bool *closed;            /* [n] by the day */
	int64_t *held_by;        /* [n] the open run for whose sake it stays; 0 */
	size_t n;
	struct ld_forgotten rows;
	json_t *logged, *gone, *held;
};

/* ---- which runs ---- */

bool ld_windows_overlap(const struct ld_run_row *a, const struct ld_run_row *b)
{
	for (size_t i = 0; i < a->nwindows; i++)
		for (size_t k = 0; k < b->nwindows; k++) {
			const struct ld_run_window *v = &a->windows[i], *w = &b->windows[k];
			if (v->from < w->from + w->months && w->from < v->from + v->months)
				return true;
		}
	return false;
}

static bool is_closed(const struct ld_run_row *r, int32_t day)
{
	int32_t end = INT32_MIN;
	for (size_t i = 0; i < r->nwindows; i++)
		if (r->windows[i].from + r->windows[i].months > end)
			end = r->windows[i].from + r->windows[i].months;
	return r->nwindows ? end <= ld_month_of(day) : r->as_of < day;
}

static void hold(struct forget *f, size_t i)
{
	for (size_t k = 0; k < f->n && !f->held_by[i]; k++)
		if (!f->closed[k] && !f->runs[k].forgotten_at && strcmp(f->runs[k].programme, f->runs[i].programme) != 0 &&
			ld_windows_overlap(&f->runs[i], &f->runs[k]))
			f->held_by[i] = f->runs[k].number;
}

static int load_runs(struct forget *f, struct lindung_error *err)
{
	int rc = ld_store_runs(f->store, &f->arena, &f->runs, &f->n, err);
	f->closed = ld_arena_array(&f->arena, f->n, sizeof *f->closed);
	f->held_by = ld_arena_array(&f->arena, f->n, sizeof *f->held_by);
	if (rc >= 0 && (!f->closed || !f->held_by))
		rc = ld_nomem(err);
	for (size_t i = 0; i < f->n && rc >= 0; i++) {
		rc = ld_store_run(f->store, f->runs[i].number, true, &f->arena, &f->runs[i], err);
		f->closed[i] = rc >= 0 && is_closed(&f->runs[i], f->day);
	}
	for (size_t i = 0; i < f->n && rc >= 0; i++)
		if (f->closed[i] && !f->runs[i].forgotten_at)
			hold(f, i);
	return rc < 0 ? rc : 0;
}

static bool goes(const struct forget *f, size_t i)
{
	return f->closed[i] && !f->held_by[i] && !f->runs[i].forgotten_at;
}

/* ---- one run ---- */

struct going {
	struct ld_seal seal;
	size_t at;
};

static int next_sealed(void *ctx, struct ld_sealed *r, struct lindung_error *err)
{
	struct going *g = ctx;
	if (g->at == g->seal.n)
		return 0;
	int rc = ld_seal_get(&g->seal, g->at++, r, err);
	return rc < 0 ? rc : 1;
}

static int differs(const struct ld_run_row *r, const char *what, struct lindung_error *err)
{
	return ld_fail(err, LINDUNG_E_DB_CORRUPT, "nothing is forgotten: the decisions of run %" PRId64 " are not those of its"
		" %s; 'lindung verify %" PRId64 "' tells more", r->number, what, r->number);
}

/* What stays of a kept run's decisions, after a last look at them: later nobody can look again. */
static int write_sealed(struct forget *f, struct ld_run_row *r, const struct ld_work *w, uint8_t secret[LD_SECRET],
	struct lindung_error *err)
{
	LD_CLEANUP(ld_stored_fini) struct ld_stored d = {0};
	struct ld_frame *frame = NULL;
	struct going g = {.at = 0};
	uint8_t root[LD_SHA256];
	int rc = ld_stored_load(f->store, r->number, &d, err);
	if (rc >= 0 && memcmp(d.result, r->result, LD_SHA256) != 0)
		rc = differs(r, "receipt", err);
	if (rc >= 0)
		rc = ld_seal_frame(f->store, w->p, r->delivery, &frame, err);
	if (rc >= 0 && !r->is_sealed) { /* it was kept before there were seals */
		rc = ld_keep_seal(f->store, r->number, &d, w->p, frame, r->kept_by, err);
		if (rc >= 0)
			rc = ld_store_run(f->store, r->number, true, &f->arena, r, err);
	}
	if (rc >= 0)
		rc = ld_store_secret(f->store, r->number, secret, err);
	if (rc >= 0)
		rc = ld_seal_init(&g.seal, &d, w->p, frame, secret, err);
	if (rc >= 0)
		rc = ld_seal_root(&g.seal, root, err);
	if (rc >= 0 && memcmp(root, r->sealed, LD_SHA256) != 0)
		rc = differs(r, "seal", err);
	if (rc >= 0)
		rc = ld_store_sealed_add(f->store, r->number, next_sealed, &g, err);
	ld_seal_fini(&g.seal);
	ld_frame_free(frame);
	return rc;
}

static int strip(struct forget *f, const struct ld_run_row *r, const struct ld_work *w, const uint8_t secret[LD_SECRET],
	struct lindung_error *err)
{
	uint8_t sha[LD_SHA256];
	json_t *doc = NULL;
	char *summary = NULL;
	int read = ld_json_read(r->summary, &doc, NULL);
	if (read == LINDUNG_E_NOMEM)
		return ld_nomem(err);
	if (read < 0)
		return ld_fail(err, LINDUNG_E_DB_CORRUPT, "nothing is forgotten: the summary of run %" PRId64 " cannot be read",
			r->number);
	int rc = ld_strip_summary(doc, w->p, secret);
	if (rc >= 0)
		summary = ld_json_dumps(doc);
	json_decref(doc);
	rc = summary ? ld_store_forget_run(f->store, r->number, summary, f->now, err) : ld_nomem(err);
	if (rc >= 0) {
		ld_sha256(summary, strlen(summary), sha);
		ld_list_add(&f->logged, json_pack("{s:I, s:o, s:o}", "run", (json_int_t)r->number, "summary", ld_log_hex(sha),
						"sealed", r->is_sealed ? ld_log_hex(r->sealed) : json_null()));
	}
	free(summary);
	return rc;
}

static int forget_run(struct forget *f, struct ld_run_row *r, struct lindung_error *err)
{
	struct ld_work w = {0};
	uint8_t secret[LD_SECRET];
	int rc = ld_work_reload(&w, f->l, r, err);
	if (rc >= 0 && !ld_secret_new(secret)) /* for a draft's pseudonyms; nothing keeps it */
		rc = ld_fail(err, LINDUNG_E_INTERNAL, "the system gives no random bytes");
	if (rc >= 0 && r->kept_at)
		rc = write_sealed(f, r, &w, secret, err);
	if (rc >= 0)
		rc = strip(f, r, &w, secret, err);
	ld_secret_wipe(secret);
	ld_work_fini(&w);
	return rc;
}

/* ---- all of it ---- */

/* Now, and what each run that stays has seen. */
static int forget_rows(struct forget *f, struct lindung_error *err)
{
	int64_t *moments = ld_arena_array(&f->arena, f->n + 1, sizeof *moments);
	size_t n = 0;
	if (!moments)
		return ld_nomem(err);
	moments[n++] = INT64_MAX;
	for (size_t i = 0; i < f->n; i++) {
		bool known = goes(f, i) || f->runs[i].forgotten_at;
		for (size_t k = 0; k < n && !known; k++)
			known = moments[k] == f->runs[i].delivery;
		if (!known)
			moments[n++] = f->runs[i].delivery;
	}
	return ld_store_forget_rows(f->store, f->before, moments, n, f->now, &f->rows, err);
}

static int add_remains(void *ctx, const struct ld_delivery_row *d)
{
	if (d->forgotten_at)
		ld_sha256_field(ctx, d->remains, LD_SHA256);
	return 0;
}

int ld_log_remains(struct ld_store *store, uint8_t ret[LD_SHA256], struct lindung_error *err)
{
	struct ld_sha256 h;
	ld_sha256_init(&h);
	int rc = ld_store_deliveries(store, INT64_MAX, add_remains, &h, err);
	if (rc >= 0)
		ld_sha256_end(&h, ret);
	return rc;
}

static int write_log(struct forget *f, struct lindung_error *err)
{
	struct ld_log_line line = {.at = f->now, .who = f->l->who, .what = "forget"};
	uint8_t remains[LD_SHA256];
	int rc = ld_log_start(f->store, &line, err);
	if (rc >= 0)
		rc = ld_log_remains(f->store, remains, err);
	if (rc < 0)
		return rc;
	return ld_log_write(f->store, &line, json_pack("{s:s, s:O, s:I, s:I, s:I, s:o}", "before", f->before, "runs",
		f->logged, "records", (json_int_t)f->rows.records, "quarantined", (json_int_t)f->rows.quarantined,
		"deliveries", (json_int_t)f->rows.deliveries, "remains", ld_log_hex(remains)), err);
}

static int note(struct forget *f, size_t i)
{
	const struct ld_run_row *r = &f->runs[i];
	if (goes(f, i))
		ld_list_add(&f->gone, json_pack("{s:I, s:o, s:b}", "run", (json_int_t)r->number, "programme",
					      ld_json_text(r->programme), "kept", r->kept_at != NULL));
	else if (f->held_by[i])
		ld_list_add(&f->held, json_pack("{s:I, s:o, s:I}", "run", (json_int_t)r->number, "programme",
					      ld_json_text(r->programme), "by", (json_int_t)f->held_by[i]));
	return f->gone && f->held ? 0 : LINDUNG_E_NOMEM;
}

/* 1: something was forgotten. */
static int forget(struct forget *f, struct lindung_error *err)
{
	int rc = load_runs(f, err);
	bool any = false;
	for (size_t i = 0; i < f->n && rc >= 0; i++) {
		rc = note(f, i) < 0 ? ld_nomem(err) : goes(f, i) ? forget_run(f, &f->runs[i], err) : 0;
		any |= goes(f, i);
	}
	if (rc >= 0)
		rc = forget_rows(f, err);
	any |= f->rows.deliveries > 0;
	if (rc >= 0 && any)
		rc = write_log(f, err);
	return rc < 0 ? rc : any;
}

static json_t *answer(const struct forget *f, bool any, bool dry, bool rewritten)
{
	return json_pack("{s:s, s:o, s:O, s:O, s:I, s:I, s:I, s:I, s:b, s:b}", "before", f->before, "forgotten_at",
		any && !dry ? json_string(f->now) : json_null(), "runs", f->gone, "held", f->held, "records",
		(json_int_t)f->rows.records, "quarantined", (json_int_t)f->rows.quarantined, "deliveries",
		(json_int_t)f->rows.deliveries, "left", (json_int_t)f->rows.left, "dry_run", dry, "rewritten", rewritten);
}

/* The answer is made before anything is deleted for good: after that only the rewriting can fail. */
static int finish(struct forget *f, bool any, bool dry, struct lindung_result **ret, struct lindung_error *err)
{
	struct lindung_result *r = NULL;
	bool deletes = any && !dry, due = deletes; /* what is deleted is to be written over */
	int rc = 0;
	if (!deletes)
		ld_store_rollback(f->store);
	if (!deletes && !dry)
		rc = ld_store_rewrite_due(f->store, &due, err);
	if (rc >= 0)
		rc = ld_result_new("forget", answer(f, any, dry, due), 0, &r, err);
	if (rc >= 0 && deletes)
		rc = ld_store_commit(f->store, err);
	bool deleted = rc >= 0 && due;
	if (deleted)
		rc = ld_store_rewrite(f->store, err);
	if (rc >= 0) {
		*ret = r;
		return 0;
	}
	lindung_result_free(r);
	if (deleted) {
		size_t n = strlen(err->message);
		snprintf(err->message + n, sizeof err->message - n, "; what was forgotten is deleted, but the file must be written"
			" anew: give the command again");
	}
	return rc;
}

static int check_day(struct forget *f, struct lindung_error *err)
{
	int32_t today;
	ld_lib_now(f->now);
	if (!ld_date_parse(f->before, strlen(f->before), &f->day))
		return ld_fail(err, LINDUNG_E_USAGE, "'%.40s' is no day such as 2026-01-01", f->before);
	if (ld_date_parse(f->now, 10, &today) && f->day > today)
		return ld_fail(err, LINDUNG_E_USAGE, "%s is still to come; what is not over cannot be forgotten", f->before);
	return 0;
}

int lindung_forget(struct lindung *l, const char *before, int dry_run, struct lindung_result **ret, struct lindung_error *err)
{
	struct forget f = {.l = l, .before = before, .logged = json_array(), .gone = json_array(), .held = json_array()};
	int rc = f.logged && f.gone && f.held ? check_day(&f, err) : ld_nomem(err);
	if (rc >= 0)
		rc = ld_lib_store(l, LD_STORE_WRITE, &f.store, err);
	if (rc >= 0)
		rc = ld_store_forget_begin(f.store, err);
	if (rc >= 0) {
		rc = forget(&f, err);
		if (rc >= 0)
			rc = finish(&f, rc > 0, dry_run, ret, err);
		ld_store_rollback(f.store); /* nothing is open after a commit */
	}
	json_decref(f.logged);
	json_decref(f.gone);
	json_decref(f.held);
	ld_arena_fini(&f.arena);
	return rc < 0 ? rc : 0;
}
