/*
 * lindung_run: rules on the workers of the database, and everything that came of it stored. One
 * IMMEDIATE transaction holds the reading of deliveries and kept runs and the writing of the run,
 * so the run is about exactly the data it names. Rules are loaded before it begins: a slow rule
 * file locks nobody out.
 */
#include "lib/lib.h"

#include <stdlib.h>
#include <string.h>

#include "report/report.h"

enum { STEP = 1 << 16 }; /* rows between two looks at progress */

struct cursor {
	struct lindung *l;
	const struct ld_work *w;
	size_t row;
};

static int next_decision(void *ctx, struct ld_decision *d, struct lindung_error *err)
{
	struct cursor *c = ctx;
	size_t rows = c->w->f->nrows;
	if (c->row == rows)
		return 0;
	if (c->row % STEP == 0) {
		int rc = ld_lib_progress(
			c->l, "store", (int64_t)c->row, (int64_t)c->row, (int64_t)rows, err);
		if (rc < 0)
			return rc;
	}
	ld_decisions_get(c->w, c->row++, d);
	return 1;
}

/* "path=value" texts; split at the first '='. */
static int split_settings(const char *const *texts, struct ld_arena *a, struct ld_setting **ret,
	size_t *ret_n, struct lindung_error *err)
{
	size_t n = 0;
	while (texts && texts[n])
		n++;
	struct ld_setting *s = ld_arena_array(a, n, sizeof *s);
	for (size_t i = 0; s && i < n; i++) {
		const char *eq = strchr(texts[i], '=');
		if (!eq || eq == texts[i])
			return ld_fail(err, LINDUNG_E_SET, "'%s' is not PATH=VALUE", texts[i]);
		s[i].path = ld_arena_strndup(a, texts[i], (size_t)(eq - texts[i]));
		s[i].value = ld_arena_strdup(a, eq + 1);
		if (!s[i].path || !s[i].value)
			return ld_nomem(err);
	}
	*ret = s;
	*ret_n = n;
	return s ? 0 : ld_nomem(err);
}

int ld_work_open(struct ld_work *w, const struct lindung *l, const char *rules,
	const char *const *settings, struct ld_where *where, struct ld_findings *findings,
	struct lindung_error *err)
{
	struct ld_setting *set = NULL;
	size_t nset = 0;
	int rc = split_settings(settings, &w->arena, &set, &nset, err);
	if (rc >= 0)
		rc = ld_where_rules(l, rules, where, err);
	if (rc >= 0)
		rc = ld_work_load(
			w, &l->worker, &where->loader, where->module, where->office, set, nset, findings, err);
	return rc < 0 ? rc : ld_trust_signer(where, &w->arena, &w->signer, err);
}

/* ---- storing ---- */

static int store_run(struct lindung *l, struct ld_store *store, struct ld_work *w, json_t *doc,
	struct ld_run_row *ret, struct lindung_error *err)
{
	double start = ld_work_clock();
	char now[24];
	bool made = ld_head_make(w, ret) >= 0;
	ret->created_at = ld_arena_strdup(&w->arena, ld_lib_now(now));
	char *summary = ld_json_dumps(doc);
	struct cursor c = {.l = l, .w = w};
	ret->summary = summary;
	int rc = made && summary && ret->created_at
			 ? ld_store_run_add(store, ret, next_decision, &c, &ret->number, err)
			 : ld_nomem(err);
	if (rc >= 0)
		rc = ld_log_run(l, store, ret, err);
	free(summary);
	ret->summary = NULL;
	w->seconds[LD_PHASE_STORE] += ld_work_clock() - start;
	return rc;
}

/* ---- the run ---- */

static int decide(
	struct lindung *l, struct ld_store *store, struct ld_work *w, struct lindung_error *err)
{
	int64_t *seen = NULL;
	int rc = w->p->region ? ld_store_region(store, w->p->region, err) : 0;
	if (rc >= 0)
		rc = ld_store_last_delivery(store, &w->delivery, err);
	if (rc >= 0)
		rc = ld_store_kept(store, w->p->id, &w->arena, &seen, &w->nseen, err);
	w->seen = seen;
	w->cached = true;
	if (rc >= 0)
		rc = ld_lib_progress(l, "evaluate", 0, 0, 0, err);
	if (rc >= 0)
		rc = ld_work_evaluate(w, store, l->jobs, ld_document_fields, err);
	if (rc >= 0)
		rc = ld_lib_progress(l, "allocate", 0, 0, (int64_t)w->f->nrows, err);
	return rc < 0 ? rc : ld_work_allocate(w, store, err);
}

static const char *const phases[LD_PHASES] = {"load", "evaluate", "allocate", "store"};

static double rounded(double seconds)
{
	return (double)(int64_t)(seconds * 1e4 + 0.5) / 1e4;
}

static json_t *put_seconds(json_t *doc, const struct ld_work *w)
{
	json_t *seconds = json_object_get(doc, "seconds");
	for (int i = 0; i < LD_PHASES && doc; i++)
		if (json_object_set_new(seconds, phases[i], json_real(rounded(w->seconds[i]))) < 0) {
			json_decref(doc);
			doc = NULL;
		}
	return doc;
}

static int commit(struct ld_store *store, const struct ld_work *w, struct lindung_result *run,
	struct lindung_error *err)
{
	double start = ld_work_clock(), stored = w->seconds[LD_PHASE_STORE];
	int rc = ld_store_commit(store, err);
	json_real_set(json_object_get(json_object_get(run->doc, "seconds"), phases[LD_PHASE_STORE]),
		rounded(stored + ld_work_clock() - start));
	return rc;
}

/* The answer is made before the commit: once the run is stored, nothing may fail. */
static int run_in(struct lindung *l, struct ld_store *store, struct ld_work *w,
	struct lindung_result **ret, struct lindung_error *err)
{
	struct ld_run_row row;
	json_t *doc = NULL;
	int rc = decide(l, store, w, err);
	if (rc >= 0)
		rc = ld_document_make(l, store, w, &doc, err);
	if (rc >= 0)
		rc = store_run(l, store, w, doc, &row, err);
	if (rc < 0) {
		json_decref(doc);
		return rc;
	}
	rc = ld_document_head(store, doc, &row, err);
	if (rc < 0) {
		json_decref(doc);
		return rc;
	}
	rc = ld_result_new("run", put_seconds(doc, w), w->d.errors ? 4 : 0, ret, err);
	return rc < 0 ? rc : commit(store, w, *ret, err);
}

int lindung_run(struct lindung *l, const struct lindung_run *in, struct lindung_result **ret,
	struct lindung_error *err)
{
	struct ld_store *store = NULL;
	struct ld_findings findings = {0};
	struct ld_where where = {0};
	struct ld_work w = {0};
	struct lindung_result *run = NULL;
	int rc = ld_lib_progress(l, "load", 0, 0, 0, err);
	if (rc >= 0)
		rc = ld_work_open(&w, l, in->rules, in->settings, &where, &findings, err);
	ld_findings_fini(&findings);
	if (rc >= 0)
		rc = ld_lib_store(l, LD_STORE_WRITE, &store, err);
	if (rc >= 0)
		rc = ld_store_begin(store, err);
	if (rc >= 0) {
		rc = ld_trust_database(store, &where, err);
		if (rc >= 0)
			rc = run_in(l, store, &w, &run, err);
		ld_store_rollback(store); /* nothing is open after a commit */
	}
	ld_work_fini(&w);
	ld_where_fini(&where);
	if (rc < 0) {
		lindung_result_free(run);
		return rc;
	}
	*ret = run;
	return 0;
}
