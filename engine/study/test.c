/*
 * The cases beside the rules, run with the same kernels and functions as a real run. Owns what "expected" and "actual" say,
 * and which rules are shown with a case that does not hold: those that decided, those that the case named and that did
 * not, and the scores when their sum is another. Where cases stand and whether one holds is worlds.c's.
 */
#include "study/study.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"

/* What one case is judged with; marks has an entry a field. */
struct judge {
	const struct ld_programme *p;
	const struct ld_calls *calls;
	bool *marks;
	struct ld_test_result *out;
	const struct ld_case *c;
	const struct ld_frame *f;
	const struct ld_outcomes *o;
	size_t row;
	struct ld_case_result *r;
	struct lindung_error *err;
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

static char *say_expected(const struct ld_case *c, struct ld_arena *a)
{
	struct ld_buf b = words();
	if (c->expect == LD_EXPECT_ELIGIBLE) {
		ld_buf_puts(&b, "layak");
		if (c->has_score)
			ld_buf_printf(&b, ":%" PRId64, c->score);
	} else {
		ld_buf_puts(&b, c->expect == LD_EXPECT_REFUSED ? "tolak:" : "periksa:");
		for (size_t i = 0; i < c->nnames; i++)
			ld_buf_printf(&b, "%s%s", i ? ";" : "", c->names[i]);
	}
	return take(a, &b);
}

/* What happened in both forms: "tolak:a;b" and refused { "a", "b" }. */
struct said {
	struct ld_buf csv, lua;
	bool any;
};

static void say_name(struct said *s, const char *name)
{
	ld_buf_printf(&s->csv, "%s%s", s->any ? ";" : "", name);
	ld_buf_printf(&s->lua, "%s\"%s\"", s->any ? ", " : "", name);
	s->any = true;
}

static void say_names(const struct judge *j, struct said *s)
{
	bool refused = j->r->actual_kind == LD_EXPECT_REFUSED;
	ld_buf_puts(&s->csv, refused ? "tolak:" : "periksa:");
	ld_buf_puts(&s->lua, refused ? "refused { " : "undecided { ");
	for (size_t i = 0; refused && i < j->p->nrules; i++)
		if (ld_rule_answer(&j->p->rules[i], j->o->rules[i][j->row]) == LD_FALSE)
			say_name(s, j->p->rules[i].id);
	for (size_t i = 0; !refused && i < j->p->fields.len; i++)
		if (j->marks[i])
			say_name(s, j->p->fields.items[i].name);
	ld_buf_puts(&s->lua, " }");
}

static void say_score(const struct judge *j, struct said *s)
{
	bool exact = (j->c->expect != LD_EXPECT_ELIGIBLE || j->c->has_score) && j->p->nscores;
	ld_buf_puts(&s->csv, "layak");
	ld_buf_puts(&s->lua, exact ? "eligible { score = " : "eligible {}");
	if (exact) {
		ld_buf_printf(&s->csv, ":%" PRId64, ld_outcomes_score(j->o, j->row));
		ld_buf_printf(&s->lua, "%" PRId64 " }", ld_outcomes_score(j->o, j->row));
	}
}

static int say_actual(struct judge *j, const struct ld_failure *failed)
{
	struct said s = {words(), words(), false};
	struct ld_arena *a = &j->out->arena;
	if (j->r->actual_kind == LD_EXPECT_ELIGIBLE)
		say_score(j, &s);
	else if (failed)
		ld_buf_printf(&s.csv, "galat:%s", failed->owner);
	else
		say_names(j, &s);
	const char *actual = take(a, &s.csv), *instead = take(a, &s.lua);
	j->r->actual = actual;
	j->r->instead = j->r->ok || failed ? NULL : instead;
	return actual && instead ? 0 : ld_nomem(j->err);
}

/* ---- what decided ---- */

static char *say_reason(const struct judge *j, const struct ld_rule *r)
{
	struct ld_buf b = words();
	ld_eval_reason(j->p, j->f, r, j->row, &b);
	return take(&j->out->arena, &b);
}

static const struct ld_failure *failure_of(const struct ld_failure *list, size_t n, const char *owner)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(list[i].owner, owner) == 0)
			return &list[i];
	return NULL;
}

/* The marked fields' values, which outlive the frame. */
static int add_values(const struct judge *j, struct ld_decided *d)
{
	struct ld_arena *a = &j->out->arena;
	d->values = ld_arena_array(a, j->p->fields.len, sizeof *d->values);
	for (size_t i = 0; d->values && i < j->p->fields.len; i++) {
		if (!j->marks[i])
			continue;
		struct ld_value v = ld_frame_get(j->f, i, j->row);
		if (v.kind == LD_STR && !(v.s = ld_arena_strndup(a, v.s, v.len)))
			return ld_nomem(j->err);
		d->values[d->nvalues++] = (struct ld_case_value){(int)i, v};
	}
	return d->values ? 0 : ld_nomem(j->err);
}

static struct ld_decided *add(struct judge *j, const char *rule, struct ld_place place, enum ld_truth outcome)
{
	struct ld_decided *d = &j->r->decided[j->r->ndecided++];
	*d = (struct ld_decided){.rule = rule, .place = place, .outcome = outcome};
	memset(j->marks, 0, j->p->fields.len * sizeof *j->marks);
	return d;
}

static int add_failure(struct judge *j, const struct ld_failure *e)
{
	struct ld_arena *a = &j->out->arena;
	const char *owner = ld_arena_strdup(a, e->owner), *file = ld_arena_strdup(a, e->file ? e->file : "");
	struct ld_decided *d = add(j, owner, (struct ld_place){file && *file ? file : NULL, e->line}, LD_UNKNOWN);
	d->failed = true;
	d->reason = ld_arena_printf(a, "%s%s%s%s%d", e->message, e->file ? ": " : "",
		e->file ? e->file : "", e->file ? ":" : "", e->line);
	return owner && file && d->reason ? add_values(j, d) : ld_nomem(j->err);
}

static int add_rule(struct judge *j, size_t i, bool with_reason)
{
	const struct ld_rule *rule = &j->p->rules[i];
	struct ld_decided *d = add(j, rule->id, rule->place, (enum ld_truth)j->o->rules[i][j->row]);
	ld_cond_reads(rule->when, j->p->funcs, j->marks);
	if (with_reason && !(d->reason = say_reason(j, rule)))
		return ld_nomem(j->err);
	return add_values(j, d);
}

static int add_score(struct judge *j, const struct ld_score *s)
{
	int64_t high;
	struct ld_decided *d = add(j, s->id, s->place, LD_TRUE);
	d->is_score = true;
	if (s->when)
		ld_cond_reads(s->when, j->p->funcs, j->marks);
	if (s->points.kind == LD_POINTS_PER || s->points.kind == LD_POINTS_BY)
		j->marks[s->points.field] = true;
	for (size_t i = 0; s->points.kind == LD_POINTS_FUNC && i < j->p->funcs[s->points.func].nreads; i++)
		j->marks[j->p->funcs[s->points.func].reads[i]] = true;
	int rc = ld_eval_score(j->p, j->f, s, j->calls, j->row, &d->points, &high, j->err);
	return rc < 0 ? rc : add_values(j, d);
}

static int add_group(struct judge *j, const char *id, struct ld_place place, int by)
{
	if (by < 0 || ld_frame_get(j->f, (size_t)by, j->row).kind != LD_MISSING)
		return 0;
	struct ld_decided *d = add(j, id, place, LD_UNKNOWN);
	j->marks[by] = true;
	return add_values(j, d);
}

/* Who cannot be placed hangs on no rule but on a quota or on a funder's purses. */
static int add_groups(struct judge *j)
{
	int rc = 0;
	for (size_t i = 0; i < j->p->nquotas && rc >= 0; i++)
		rc = add_group(j, j->p->quotas[i].id, j->p->quotas[i].place, j->p->quotas[i].by);
	for (size_t i = 0; i < j->p->nfunders && rc >= 0; i++) {
		const struct ld_funder *u = &j->p->funders[i];
		rc = add_group(j, u->id, u->place, u->purses == LD_PURSES_NONE ? -1 : u->by);
	}
	return rc;
}

/* Does the rule read a field that the case named as one to look up? */
static bool reads_named(const struct judge *j, const struct ld_rule *r)
{
	memset(j->marks, 0, j->p->fields.len * sizeof *j->marks);
	ld_cond_reads(r->when, j->p->funcs, j->marks);
	for (size_t i = 0; i < j->c->nnames; i++) {
		int field = ld_field_find(&j->p->fields, j->c->names[i]);
		if (field >= 0 && j->marks[field])
			return true;
	}
	return false;
}

/* A rule that the case named and that did something else. */
static bool is_missed(const struct judge *j, const struct ld_rule *r, enum ld_truth answer)
{
	if (j->r->ok || j->c->expect == LD_EXPECT_ELIGIBLE)
		return false;
	if (j->c->expect == LD_EXPECT_UNDECIDED)
		return j->r->actual_kind == LD_EXPECT_ELIGIBLE && reads_named(j, r);
	for (size_t i = 0; i < j->c->nnames; i++)
		if (strcmp(j->c->names[i], r->id) == 0)
			return answer != LD_FALSE;
	return false;
}

static int add_rules(struct judge *j, const struct ld_failure *failures, size_t nfailures)
{
	enum ld_expect kind = j->r->actual_kind;
	int rc = 0;
	for (size_t i = 0; i < j->p->nrules && rc >= 0; i++) {
		const struct ld_rule *rule = &j->p->rules[i];
		enum ld_truth answer = ld_rule_answer(rule, (enum ld_truth)j->o->rules[i][j->row]);
		const struct ld_failure *e = failure_of(failures, nfailures, rule->id);
		bool culprit = kind != LD_EXPECT_ELIGIBLE &&
			       answer == (kind == LD_EXPECT_REFUSED ? LD_FALSE : LD_UNKNOWN);
		if (e && kind != LD_EXPECT_ELIGIBLE)
			rc = add_failure(j, e);
		else if (culprit || is_missed(j, rule, answer))
			rc = add_rule(j, i, culprit && kind == LD_EXPECT_REFUSED);
	}
	return rc;
}

static bool is_rule(const struct ld_programme *p, const char *id)
{
	for (size_t i = 0; i < p->nrules; i++)
		if (strcmp(p->rules[i].id, id) == 0)
			return true;
	return false;
}

static int fill_decided(struct judge *j, const struct ld_failure *failures, size_t nfailures)
{
	size_t most = j->p->nrules + j->p->nscores + j->p->nquotas + j->p->nfunders + nfailures;
	j->r->decided = ld_arena_array(&j->out->arena, most, sizeof *j->r->decided);
	if (!j->r->decided)
		return ld_nomem(j->err);
	int rc = add_rules(j, failures, nfailures);
	for (size_t i = 0; i < nfailures && rc >= 0; i++)
		if (!is_rule(j->p, failures[i].owner))
			rc = add_failure(j, &failures[i]);
	if (rc >= 0 && j->r->actual_kind == LD_EXPECT_UNDECIDED)
		rc = add_groups(j);
	bool other_score = j->c->expect == LD_EXPECT_ELIGIBLE && j->r->actual_kind == LD_EXPECT_ELIGIBLE && !j->r->ok;
	for (size_t i = 0; other_score && i < j->p->nscores && rc >= 0; i++)
		rc = add_score(j, &j->p->scores[i]);
	return rc;
}

/* ---- running ---- */

static int judge(struct judge *j)
{
	size_t nfailures;
	const struct ld_failure *failures = ld_outcomes_failed(j->o, j->row, &nfailures);
	enum ld_fate fate = (enum ld_fate)j->o->fate[j->row];
	j->r->item = j->c;
	j->r->ok = ld_case_holds(j->c, j->p, j->f, j->o, j->row, j->marks);
	j->r->actual_kind = fate == LD_FATE_REFUSED     ? LD_EXPECT_REFUSED
			    : fate == LD_FATE_UNDECIDED ? LD_EXPECT_UNDECIDED
							: LD_EXPECT_ELIGIBLE;
	j->r->expected = say_expected(j->c, &j->out->arena);
	if (!j->r->expected)
		return ld_nomem(j->err);
	ld_eval_missing(j->p, j->f, j->o, j->row, j->marks);
	int rc = say_actual(j, fate == LD_FATE_UNDECIDED ? failures : NULL);
	if (rc >= 0)
		rc = fill_decided(j, failures, fate == LD_FATE_UNDECIDED ? nfailures : 0);
	j->out->failed += !j->r->ok;
	return rc;
}

static int judge_all(struct ld_test_result *out, struct ld_outcomes *const *o, struct lindung_error *err)
{
	const struct ld_cases *cases = out->worlds->cases;
	struct judge j = {.p = cases->programme, .calls = &out->worlds->calls, .out = out, .err = err};
	int rc = 0;
	out->items = ld_arena_array(&out->arena, cases->len, sizeof *out->items);
	j.marks = ld_arena_array(&out->arena, j.p->fields.len, sizeof *j.marks);
	if (!out->items || !j.marks)
		return ld_nomem(err);
	out->len = cases->len;
	for (size_t i = 0; i < cases->len && rc >= 0; i++) {
		const struct ld_spot *spot = &out->worlds->spots[i];
		j.c = &cases->items[i];
		j.f = out->worlds->frames[spot->frame];
		j.o = o[spot->frame];
		j.row = spot->row;
		j.r = &out->items[i];
		rc = judge(&j);
		if (rc < 0)
			ld_error_at(err, j.c->place.file, j.c->place.line);
	}
	return rc;
}

static int run(struct ld_test_result *out, struct lindung_error *err)
{
	const struct ld_worlds *w = out->worlds;
	struct ld_outcomes **o = ld_arena_array(&out->arena, w->nframes, sizeof *o);
	if (!o)
		return ld_nomem(err);
	int rc = ld_worlds_eval(w, w->cases->programme, o, err);
	if (rc >= 0)
		rc = judge_all(out, o, err);
	if (rc >= 0)
		rc = ld_study_coverage(out, o, err);
	ld_worlds_drop(w, o);
	return rc;
}

int ld_study_test(const struct ld_cases *cases, const struct ld_calls *calls,
	struct ld_test_result **ret, struct lindung_error *err)
{
	struct ld_test_result *out = calloc(1, sizeof *out);
	int rc = out ? ld_worlds_new(cases, calls, &out->worlds, err) : ld_nomem(err);
	if (rc >= 0)
		rc = run(out, err);
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
	ld_worlds_free(r->worlds);
	ld_arena_fini(&r->arena);
	free(r);
}
