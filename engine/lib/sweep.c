/*
 * lindung_sweep: a programme at every value of one or two of its numbers, on the workers of now. The rules are loaded
 * once a point, because only they know what a setting means; the columns once for all, and functions are asked once for
 * what they were not asked before. Two points that differ in nothing a worker's outcomes hang on share these. A point
 * whose money cannot meet its floors is a point without figures, not the end of the sweep.
 */
#include "lib/lib.h"

#include <stdlib.h>
#include <string.h>

#include "report/report.h"
#include "study/memo.h"
#include "study/pair.h"
#include "study/sweep.h"

struct sweep {
	struct lindung *l;
	struct ld_arena arena;
	struct ld_where where;
	struct ld_over over[2];
	const char *in_rules[2]; /* what stands there without the sweep, in words; NULL: nothing that a line tells */
	size_t nover, n, line; /* line: points to a value of the first number */
	struct ld_work *works; /* [n] programmes; the worker only where it is needed */
	struct ld_point *points;
	struct ld_setting *settings; /* [nsettings], room for nover more behind them */
	size_t nsettings;
	struct ld_memo memo;
	struct ld_decider decider;
	struct ld_frame *f;
	uint8_t *selected[3]; /* [nrows] at the point before, at this one, at the first of the line */
	json_t **changes;     /* [n] people gained and lost; NULL: nobody asked */
	struct lindung_error *err;
};

/* ---- the programmes ---- */

static int read_settings(struct sweep *s, const struct lindung_sweep *in)
{
	size_t n = 0;
	while (in->settings && in->settings[n])
		n++;
	s->settings = ld_arena_array(&s->arena, n + 2, sizeof *s->settings);
	if (!s->settings)
		return ld_nomem(s->err);
	for (size_t i = 0; i < n; i++) {
		const char *eq = strchr(in->settings[i], '=');
		if (!eq || eq == in->settings[i])
			return ld_fail(s->err, LINDUNG_E_SET, "'%.120s' is not PATH=VALUE", in->settings[i]);
		s->settings[i] = (struct ld_setting){ld_arena_strndup(&s->arena, in->settings[i], (size_t)(eq - in->settings[i])), eq + 1};
		if (!s->settings[i].path)
			return ld_nomem(s->err);
	}
	s->nsettings = n;
	return 0;
}

static int read_over(struct sweep *s, const struct lindung_sweep *in)
{
	s->n = s->line = 1;
	for (; in->over && in->over[s->nover]; s->nover++) {
		if (s->nover == 2)
			return ld_fail(s->err, LINDUNG_E_USAGE, "a sweep is over one number or two");
		int rc = ld_over_parse(in->over[s->nover], &s->arena, &s->over[s->nover], s->err);
		if (rc < 0)
			return rc;
		s->line = s->over[s->nover].n;
		s->n *= s->line;
	}
	if (!s->nover)
		return ld_fail(s->err, LINDUNG_E_USAGE, "a sweep needs --over PATH=FROM..TO:STEP");
	if (s->n > LD_MOST_POINTS)
		return ld_fail(s->err, LINDUNG_E_LIMIT, "the sweep has %zu points, more than %d", s->n, LD_MOST_POINTS);
	s->works = calloc(s->n, sizeof *s->works);
	s->points = ld_arena_array(&s->arena, s->n, sizeof *s->points);
	s->changes = ld_arena_array(&s->arena, s->n, sizeof(json_t *));
	return s->works && s->points && s->changes ? 0 : ld_nomem(s->err);
}

static size_t index_of(const struct sweep *s, size_t point, size_t over)
{
	return s->nover == 2 && !over ? point / s->line : point % s->line;
}

static bool same_funcs(const struct ld_programme *a, const struct ld_programme *b)
{
	bool same = a->nfuncs == b->nfuncs;
	for (size_t i = 0; i < a->nfuncs && same; i++) {
		const struct ld_func *x = &a->funcs[i], *y = &b->funcs[i];
		same = x->kind == y->kind && x->nreads == y->nreads && x->blanks == y->blanks && x->lo == y->lo && x->hi == y->hi &&
		       memcmp(x->digest, y->digest, LD_SHA256) == 0 &&
		       (!x->nreads || memcmp(x->reads, y->reads, x->nreads * sizeof *x->reads) == 0);
	}
	return same;
}

static int load_point(struct sweep *s, size_t i)
{
	struct ld_findings findings = {0};
	struct ld_work *w = &s->works[i];
	for (size_t k = 0; k < s->nover; k++) {
		const char *value = ld_over_value(&s->over[k], index_of(s, i, k), &s->arena);
		if (!value)
			return ld_nomem(s->err);
		s->settings[s->nsettings + k] = (struct ld_setting){s->over[k].path, value};
	}
	int rc = ld_work_load(w, &s->l->worker, &s->where.loader, s->where.module, s->where.office, s->settings,
		s->nsettings + s->nover, &findings, s->err);
	ld_findings_fini(&findings);
	if (rc < 0 || !i || !same_funcs(s->works[0].p, w->p))
		return rc;
	ld_worker_free(w->worker); /* the first point's answers for it */
	w->worker = NULL;
	return 0;
}

static const char *before_of(struct sweep *s, const struct ld_pair *pair, const char *path)
{
	for (size_t i = 0; i < pair->len; i++)
		for (size_t k = 0; k < pair->differences[i].nwords; k++) {
			const struct ld_word *w = &pair->differences[i].words[k];
			if (w->before && strcmp(w->path, path) == 0)
				return ld_arena_strdup(&s->arena, w->before);
		}
	return NULL;
}

/* A number in place of at_most(2) is another condition than at_most of that number: what the rules have is told. Some point
 * differs from it, the first or the last. */
static int look_at_rules(struct sweep *s)
{
	struct ld_findings findings = {0};
	struct ld_work w = {0};
	int rc = ld_work_load(&w, &s->l->worker, &s->where.loader, s->where.module, s->where.office, s->settings, s->nsettings,
		&findings, s->err);
	for (size_t i = 0; i < s->n && rc >= 0; i += s->n > 1 ? s->n - 1 : 1) {
		struct ld_pair pair;
		rc = ld_pair_init(&pair, w.p, s->works[i].p, NULL, NULL, NULL, false, false, s->err);
		for (size_t k = 0; k < s->nover && rc >= 0; k++)
			if (!s->in_rules[k])
				s->in_rules[k] = before_of(s, &pair, s->over[k].path);
		if (rc >= 0)
			ld_pair_fini(&pair);
	}
	ld_work_fini(&w);
	ld_findings_fini(&findings);
	return rc;
}

static int load(struct sweep *s, const struct lindung_sweep *in)
{
	int rc = read_settings(s, in);
	if (rc >= 0)
		rc = read_over(s, in);
	if (rc >= 0)
		rc = ld_where_rules(s->l, in->rules, &s->where, s->err);
	for (size_t i = 0; i < s->n && rc >= 0; i++) {
		rc = ld_lib_progress(s->l, "load", (int64_t)i, (int64_t)i, (int64_t)s->n, s->err);
		if (rc >= 0)
			rc = load_point(s, i);
	}
	if (rc >= 0)
		rc = look_at_rules(s);
	return rc < 0 ? rc : ld_memo_init(&s->memo, s->works[0].p, &s->works[0].calls, s->err);
}

/* ---- the data ---- */

static int load_frame(struct sweep *s, struct ld_store *store)
{
	struct ld_work *w = &s->works[0];
	size_t n = w->p->fields.len;
	bool *marks = ld_arena_array(&s->arena, n, sizeof *marks), *more = ld_arena_array(&s->arena, n, sizeof *more);
	int64_t *seen = NULL;
	if (!marks || !more)
		return ld_nomem(s->err);
	for (size_t i = 0; i < s->n; i++) {
		ld_assert(s->works[i].p->fields.len == n); /* no setting reaches the fields */
		ld_programme_uses(s->works[i].p, more);
		for (size_t k = 0; k < n; k++)
			marks[k] |= more[k];
	}
	int rc = w->p->region ? ld_store_region(store, w->p->region, s->err) : 0;
	if (rc >= 0)
		rc = ld_store_last_delivery(store, &w->delivery, s->err);
	if (rc >= 0)
		rc = ld_store_kept(store, w->p->id, &s->arena, &seen, &w->nseen, s->err);
	w->seen = seen;
	if (rc >= 0)
		rc = ld_work_data(store, w->delivery, w->seen, w->nseen, false, w->data, s->err);
	if (rc >= 0)
		rc = ld_store_columns(store, &w->p->fields, marks, w->delivery, &s->f, s->err);
	for (int k = 0; k < 3 && rc >= 0; k++)
		if (!(s->selected[k] = calloc(s->f->nrows + 1, 1)))
			rc = ld_nomem(s->err);
	return rc;
}

/* ---- one point ---- */

/* Do the outcomes of workers hang on nothing in which two programmes differ? */
static int alike(const struct sweep *s, size_t a, size_t b, bool *ret)
{
	struct ld_pair pair;
	int rc = ld_pair_init(&pair, s->works[a].p, s->works[b].p, NULL, NULL, NULL, false, false, s->err);
	if (rc < 0)
		return rc;
	*ret = true;
	for (size_t i = 0; i < pair.len; i++)
		*ret &= !pair.differences[i].decides || !ld_element_evaluated(pair.differences[i].element);
	ld_pair_fini(&pair);
	return 0;
}

static json_t *change(const struct sweep *s, size_t row, bool gained)
{
	return json_pack("{s:o, s:s}", "nik", json_stringn(s->f->nik[row], LD_NIK), "change", gained ? "gained" : "lost");
}

static int compare_rows(struct sweep *s, size_t i, const uint8_t *before, bool people)
{
	struct ld_point *p = &s->points[i];
	if (people && !(s->changes[i] = json_array()))
		return ld_nomem(s->err);
	for (size_t row = 0; row < s->f->nrows; row++) {
		if (s->selected[1][row] == before[row])
			continue;
		p->gained += s->selected[1][row];
		p->lost += before[row];
		if (people)
			ld_list_add(&s->changes[i], change(s, row, s->selected[1][row]));
		if (people && !s->changes[i])
			return ld_nomem(s->err);
	}
	return 0;
}

static int take(struct sweep *s, size_t i, const struct ld_trial *v, bool people)
{
	struct ld_point *p = &s->points[i];
	size_t before = ld_point_before(i, s->line);
	memcpy(p->counts, v->counts, sizeof p->counts);
	p->errors = v->errors;
	p->committed = v->committed;
	p->has_cutoff = v->has_cutoff;
	p->cutoff = v->cutoff;
	for (size_t row = 0; row < s->f->nrows; row++)
		s->selected[1][row] = ld_allocation_position(v->a, row) != 0;
	int rc = before == SIZE_MAX || s->points[before].error ? 0 : compare_rows(s, i, s->selected[i % s->line ? 0 : 2], people);
	memcpy(s->selected[0], s->selected[1], s->f->nrows);
	if (i % s->line == 0)
		memcpy(s->selected[2], s->selected[1], s->f->nrows);
	return rc;
}

static int covers(struct sweep *s, struct ld_store *store, struct ld_work *w)
{
	const struct ld_work *first = &s->works[0];
	if (!first->nseen)
		return 0;
	w->seen = first->seen;
	w->nseen = first->nseen;
	w->f = s->f;
	int rc = ld_work_covers(w, store, s->err);
	w->f = NULL;
	return rc;
}

static int decide(struct sweep *s, struct ld_store *store, size_t i, bool people)
{
	struct ld_work *w = &s->works[i];
	struct ld_trial *v = NULL;
	bool as_before = false;
	int rc = i ? alike(s, i - 1, i, &as_before) : 0;
	if (rc >= 0)
		rc = covers(s, store, w);
	if (rc < 0)
		return rc;
	s->decider.calls = w->worker && i ? &w->calls : &s->memo.calls;
	struct ld_stage stage = {s->f, w->covers, w->ncovers};
	rc = ld_decide(&s->decider, &stage, w->p, as_before, &v, s->err);
	if (ld_decide_impossible(rc)) {
		const char *subject = s->err->rule;
		s->points[i].error = ld_arena_printf(&s->arena, "%s%s%s", subject, *subject ? ": " : "", s->err->message);
		return s->points[i].error ? 0 : ld_nomem(s->err);
	}
	if (rc >= 0)
		rc = take(s, i, v, people);
	ld_trial_free(v);
	return rc;
}

static int decide_all(struct sweep *s, struct ld_store *store, bool people)
{
	int rc = load_frame(s, store);
	s->decider.jobs = s->l->jobs;
	for (size_t i = 0; i < s->n && rc >= 0; i++) {
		rc = ld_lib_progress(s->l, "sweep", (int64_t)i, (int64_t)i, (int64_t)s->n, s->err);
		if (rc >= 0)
			rc = decide(s, store, i, people);
	}
	if (rc >= 0)
		ld_points_measure(s->points, s->n, s->line);
	return rc;
}

/* ---- the answer ---- */

static json_t *or_null(bool known, int64_t n)
{
	return known ? json_integer(n) : json_null();
}

static json_t *values(const struct sweep *s, size_t i)
{
	json_t *list = json_array();
	for (size_t k = 0; k < s->nover && list; k++)
		ld_list_add(&list, json_integer(ld_over_number(&s->over[k], index_of(s, i, k))));
	return list;
}

static json_t *point(struct sweep *s, size_t i, bool people)
{
	const struct ld_point *p = &s->points[i];
	const int64_t *n = p->counts;
	bool ok = !p->error;
	json_t *changes = s->changes[i] ? s->changes[i] : people ? json_array() : json_null();
	s->changes[i] = NULL;
	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:b, s:o, s:o}", "values",
		values(s, i), "value", json_integer(ld_over_number(&s->over[0], index_of(s, i, 0))), "value_2",
		or_null(s->nover == 2, s->nover == 2 ? ld_over_number(&s->over[1], index_of(s, i, 1)) : 0), "selected",
		or_null(ok, n[LD_SELECTED]), "committed", or_null(ok, p->committed), "cutoff", or_null(ok && p->has_cutoff, p->cutoff),
		"eligible", or_null(ok, n[LD_SELECTED] + n[LD_RESERVE]), "reserve", or_null(ok, n[LD_RESERVE]), "undecided",
		or_null(ok, n[LD_UNDECIDED]), "gained", or_null(p->has_before, p->gained), "lost", or_null(p->has_before, p->lost),
		"marginal", or_null(p->has_marginal, p->marginal), "gain", or_null(p->has_gain, p->gain), "errors",
		or_null(ok, p->errors), "knee", p->knee, "why", ld_json_text(p->error), "people", changes);
}

static json_t *over(const struct sweep *s)
{
	json_t *list = json_array();
	for (size_t k = 0; k < s->nover && list; k++) {
		const struct ld_over *o = &s->over[k];
		ld_list_add(&list, json_pack("{s:o, s:o, s:o, s:o, s:I, s:I, s:I}", "in_rules", ld_json_text(s->in_rules[k]), "path", ld_json_text(o->path), "before",
					   ld_json_text(o->before), "after", ld_json_text(o->after), "from", (json_int_t)o->from,
					   "to", (json_int_t)o->to, "step", (json_int_t)o->step));
	}
	return list;
}

static json_t *document(struct sweep *s, bool people)
{
	const struct ld_work *w = &s->works[0];
	char hash[LD_SHA256_TEXT];
	json_t *points = json_array();
	for (size_t i = 0; i < s->n && points; i++)
		ld_list_add(&points, point(s, i, people));
	return json_pack("{s:o, s:o, s:o, s:s, s:I, s:o, s:o}", "programme", ld_json_text(w->p->id), "title",
		ld_json_text(w->p->title), "module", ld_json_text(w->p->module), "data", ld_sha256_hex(w->data, hash), "workers",
		(json_int_t)s->f->nrows, "over", over(s), "points", points);
}

static void sweep_fini(struct sweep *s)
{
	ld_frame_free(s->f); /* before the programme that names its fields */
	ld_decider_fini(&s->decider);
	ld_memo_fini(&s->memo);
	for (size_t i = 0; i < s->n && s->works; i++)
		ld_work_fini(&s->works[i]);
	for (size_t i = 0; i < s->n && s->changes; i++)
		json_decref(s->changes[i]);
	for (int k = 0; k < 3; k++)
		free(s->selected[k]);
	free(s->works);
	ld_where_fini(&s->where);
	ld_arena_fini(&s->arena);
}

int lindung_sweep(struct lindung *l, const struct lindung_sweep *in, struct lindung_result **ret, struct lindung_error *err)
{
	struct sweep *s = calloc(1, sizeof *s); /* it must not move: its memo and loader point into it */
	struct ld_store *store = NULL;
	json_t *doc = NULL;
	if (!s)
		return ld_nomem(err);
	s->l = l;
	s->err = err;
	int rc = load(s, in);
	if (rc >= 0)
		rc = ld_lib_store(l, LD_STORE_READ, &store, err);
	if (rc >= 0)
		rc = ld_store_begin(store, err);
	if (rc >= 0) {
		rc = decide_all(s, store, in->people);
		ld_store_rollback(store);
	}
	if (rc >= 0 && !(doc = document(s, in->people)))
		rc = ld_nomem(err);
	sweep_fini(s);
	free(s);
	return rc < 0 ? rc : ld_result_new("sweep", doc, 0, ret, err);
}
