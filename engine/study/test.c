/*
 * The cases beside the rules, run with the same kernels and functions as a real run. Owns what
 * "expected" and "actual" mean and which rules a set of cases has seen true, false and unknown.
 * Each case is evaluated in a frame of its own: a case speaks about one worker, and workers of
 * other cases must not be counted as its household.
 */
#include "study/study.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"

/* What one case is evaluated with; marks has an entry a field. */
struct world {
	const struct ld_cases *cases;
	const struct ld_programme *p;
	const struct ld_calls *calls;
	bool *marks, *missing;
	struct ld_test_result *out;
};

static char *take(struct ld_arena *a, struct ld_buf *b)
{
	char *s = b->failed ? NULL : ld_arena_strndup(a, ld_buf_text(b), b->len);
	ld_buf_fini(b);
	return s;
}

/* ---- words ---- */

static struct ld_buf words(void)
{
	return ld_buf_init(LD_MAX_CELL);
}

static void list_names(struct ld_buf *b, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		ld_buf_printf(b, "%s%s", i ? ";" : "", names[i]);
}

static char *say_expected(const struct ld_case *c, struct ld_arena *a)
{
	struct ld_buf b = words();
	if (c->expect == LD_EXPECT_ELIGIBLE) {
		ld_buf_puts(&b, "layak");
		if (c->has_score)
			ld_buf_printf(&b, ":%" PRId64, c->score);
	} else {
		ld_buf_puts(&b, c->expect == LD_EXPECT_REFUSED ? "tolak:" : "periksa:");
		list_names(&b, c->names, c->nnames);
	}
	return take(a, &b);
}

static char *say_score(const struct world *w, const struct ld_outcomes *o, bool exact)
{
	struct ld_buf b = words();
	ld_buf_puts(&b, "layak");
	if (exact && w->p->nscores)
		ld_buf_printf(&b, ":%" PRId64, o->score[0]);
	return take(&w->out->arena, &b);
}

/* ---- what happened ---- */

struct happened {
	enum ld_expect kind;
	bool failed;
	const char **names; /* [n] refused: rules; undecided: fields */
	size_t n;
};

static int refused_by(const struct world *w, const struct ld_outcomes *o, struct happened *h)
{
	h->kind = LD_EXPECT_REFUSED;
	h->names = ld_arena_array(&w->out->arena, w->p->nrules, sizeof *h->names);
	if (!h->names)
		return LINDUNG_E_NOMEM;
	for (size_t i = 0; i < w->p->nrules; i++)
		if (ld_rule_answer(&w->p->rules[i], o->rules[i][0]) == LD_FALSE)
			h->names[h->n++] = w->p->rules[i].id;
	return 0;
}

static int undecided_by(const struct world *w, const struct ld_frame *f,
	const struct ld_outcomes *o, struct happened *h)
{
	size_t len = w->p->fields.len;
	h->kind = LD_EXPECT_UNDECIDED;
	h->failed = o->nfailures > 0;
	h->names = ld_arena_array(&w->out->arena, len, sizeof *h->names);
	if (!h->names)
		return LINDUNG_E_NOMEM;
	ld_eval_missing(w->p, f, o, 0, w->missing);
	for (size_t i = 0; i < len; i++)
		if (w->missing[i])
			h->names[h->n++] = w->p->fields.items[i].name;
	return 0;
}

static char *say_actual(const struct world *w, const struct ld_case *c, const struct ld_outcomes *o,
	const struct happened *h)
{
	struct ld_buf b;
	if (h->kind == LD_EXPECT_ELIGIBLE)
		return say_score(w, o, c->expect != LD_EXPECT_ELIGIBLE || c->has_score);
	b = words();
	if (h->failed)
		ld_buf_printf(&b, "galat:%s", o->failures[0].owner);
	else
		ld_buf_puts(&b, h->kind == LD_EXPECT_REFUSED ? "tolak:" : "periksa:");
	if (!h->failed)
		list_names(&b, h->names, h->n);
	return take(&w->out->arena, &b);
}

static bool has(const char *const *names, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

static bool same_set(const char *const *a, size_t na, const char *const *b, size_t nb)
{
	for (size_t i = 0; i < na; i++)
		if (!has(b, nb, a[i]))
			return false;
	for (size_t i = 0; i < nb; i++)
		if (!has(a, na, b[i]))
			return false;
	return true;
}

static bool is_met(const struct ld_case *c, const struct ld_outcomes *o, const struct happened *h)
{
	if (c->expect != h->kind || h->failed)
		return false;
	if (c->expect != LD_EXPECT_ELIGIBLE)
		return same_set(c->names, c->nnames, (const char *const *)h->names, h->n);
	return !c->has_score || o->score[0] == c->score;
}

/* ---- what decided ---- */

static char *say_reason(const struct world *w, const struct ld_frame *f, const struct ld_rule *r)
{
	struct ld_buf b = words();
	ld_eval_reason(w->p, f, r, 0, &b);
	return take(&w->out->arena, &b);
}

static const struct ld_failure *failure_of(const struct ld_outcomes *o, const char *owner)
{
	for (size_t i = 0; i < o->nfailures; i++)
		if (strcmp(o->failures[i].owner, owner) == 0)
			return &o->failures[i];
	return NULL;
}

static bool is_rule(const struct ld_programme *p, const char *id)
{
	for (size_t i = 0; i < p->nrules; i++)
		if (strcmp(p->rules[i].id, id) == 0)
			return true;
	return false;
}

static int add_failure(struct ld_case_result *r, const struct ld_failure *e, struct ld_arena *a)
{
	struct ld_decided *d = &r->decided[r->ndecided++];
	d->rule = ld_arena_strdup(a, e->owner);
	d->outcome = LD_UNKNOWN;
	d->failed = true;
	d->reason = ld_arena_printf(a, "%s%s%s%s%d", e->message, e->file ? ": " : "",
		e->file ? e->file : "", e->file ? ":" : "", e->line);
	return d->rule && d->reason ? 0 : LINDUNG_E_NOMEM;
}

static int fill_decided(const struct world *w, const struct ld_frame *f,
	const struct ld_outcomes *o, enum ld_expect kind, struct ld_case_result *r)
{
	struct ld_arena *a = &w->out->arena;
	enum ld_truth culprit = kind == LD_EXPECT_REFUSED ? LD_FALSE : LD_UNKNOWN;
	r->decided = ld_arena_array(a, w->p->nrules + o->nfailures, sizeof *r->decided);
	if (!r->decided)
		return LINDUNG_E_NOMEM;
	for (size_t i = 0; i < w->p->nrules && kind != LD_EXPECT_ELIGIBLE; i++) {
		const struct ld_rule *rule = &w->p->rules[i];
		const struct ld_failure *e = failure_of(o, rule->id);
		if (e && add_failure(r, e, a) < 0)
			return LINDUNG_E_NOMEM;
		if (e || ld_rule_answer(rule, o->rules[i][0]) != culprit)
			continue;
		struct ld_decided *d = &r->decided[r->ndecided++];
		*d = (struct ld_decided){.rule = rule->id, .outcome = o->rules[i][0]};
		if (culprit == LD_FALSE && !(d->reason = say_reason(w, f, rule)))
			return LINDUNG_E_NOMEM;
	}
	for (size_t i = 0; i < o->nfailures; i++)
		if (!is_rule(w->p, o->failures[i].owner) && add_failure(r, &o->failures[i], a) < 0)
			return LINDUNG_E_NOMEM;
	return 0;
}

static int judge(const struct world *w, const struct ld_case *c, const struct ld_frame *f,
	const struct ld_outcomes *o, struct ld_case_result *r)
{
	struct happened h = {.kind = LD_EXPECT_ELIGIBLE};
	int rc = 0;
	if (o->fate[0] == LD_FATE_REFUSED)
		rc = refused_by(w, o, &h);
	else if (o->fate[0] == LD_FATE_UNDECIDED)
		rc = undecided_by(w, f, o, &h);
	if (rc < 0)
		return rc;
	r->item = c;
	r->ok = is_met(c, o, &h);
	r->expected = say_expected(c, &w->out->arena);
	r->actual = say_actual(w, c, o, &h);
	if (!r->expected || !r->actual)
		return LINDUNG_E_NOMEM;
	return fill_decided(w, f, o, h.kind, r);
}

/* ---- running ---- */

static int fill(struct ld_frame *f, const struct ld_case *c, struct lindung_error *err)
{
	static const struct ld_value nik = {.kind = LD_STR, .len = LD_NIK, .s = "5315904105800001"};
	int rc = ld_frame_set(f, 0, 0, &nik, err);
	for (size_t i = 0; i < c->nvalues && rc >= 0; i++)
		if (c->values[i].field > 0 || c->values[i].value.len == LD_NIK)
			rc = ld_frame_set(
				f, (size_t)c->values[i].field, 0, &c->values[i].value, err);
	return rc < 0 ? rc : ld_frame_seal(f, err);
}

static int run_case(const struct world *w, const struct ld_case *c, struct ld_case_result *r,
	struct lindung_error *err)
{
	struct ld_frame *f = NULL;
	struct ld_outcomes *o = NULL;
	int rc = ld_frame_new(&w->p->fields, w->marks, 1, &f, err);
	if (rc >= 0)
		rc = fill(f, c, err);
	if (rc >= 0)
		rc = ld_eval(w->p, f, w->calls, 1, &o, err);
	if (rc >= 0 && judge(w, c, f, o, r) < 0)
		rc = ld_nomem(err);
	for (size_t i = 0; i < w->p->nrules && rc >= 0; i++)
		w->out->rules[i].seen[o->rules[i][0]]++;
	if (rc >= 0 && !r->ok)
		w->out->failed++;
	ld_outcomes_free(o);
	ld_frame_free(f);
	return rc < 0 ? ld_error_at(err, c->place.file, c->place.line) : 0;
}

/* known() and missing() have two answers, and so has what is made of them alone. */
static bool can_be_unknown(const struct ld_cond *c)
{
	if (c->kind == LD_COND_KNOWN || c->kind == LD_COND_MISSING)
		return false;
	if (c->field >= 0 || c->func >= 0)
		return true;
	for (size_t i = 0; i < c->nkids; i++)
		if (can_be_unknown(c->kids[i]))
			return true;
	return false;
}

static int init(struct world *w, struct ld_test_result *out)
{
	const struct ld_programme *p = w->p;
	struct ld_arena *a = &out->arena;
	out->len = w->cases->len;
	out->nrules = p->nrules;
	out->items = ld_arena_array(a, out->len, sizeof *out->items);
	out->rules = ld_arena_array(a, p->nrules, sizeof *out->rules);
	w->marks = ld_arena_array(a, p->fields.len, sizeof *w->marks);
	w->missing = ld_arena_array(a, p->fields.len, sizeof *w->missing);
	if (!out->items || !out->rules || !w->marks || !w->missing)
		return LINDUNG_E_NOMEM;
	ld_programme_uses(p, w->marks);
	for (size_t i = 0; i < w->cases->len; i++)
		for (size_t k = 0; k < w->cases->items[i].nvalues; k++)
			w->marks[w->cases->items[i].values[k].field] = true;
	for (size_t i = 0; i < p->nrules; i++)
		out->rules[i] = (struct ld_coverage){
			.rule = p->rules[i].id, .can_be_unknown = can_be_unknown(p->rules[i].when)};
	w->out = out;
	return 0;
}

int ld_study_test(const struct ld_cases *cases, const struct ld_calls *calls,
	struct ld_test_result **ret, struct lindung_error *err)
{
	struct world w = {.cases = cases, .p = cases->programme, .calls = calls};
	struct ld_test_result *out = calloc(1, sizeof *out);
	int rc = out && init(&w, out) >= 0 ? 0 : ld_nomem(err);
	for (size_t i = 0; i < cases->len && rc >= 0; i++)
		rc = run_case(&w, &cases->items[i], &out->items[i], err);
	if (rc < 0)
		ld_test_result_free(out);
	else
		*ret = out;
	return rc;
}

void ld_test_result_free(struct ld_test_result *r)
{
	if (!r)
		return;
	ld_arena_fini(&r->arena);
	free(r);
}
