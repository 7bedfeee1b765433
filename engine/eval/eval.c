/*
 * A programme over a frame: derived columns, then every rule and score block by block, then the
 * failures. Truth and fate are numbered alike, so a worker's fate is the least of the rules'
 * answers. Functions are called here, on the calling thread, before any block runs: a script knows
 * one thread only, and the blocks are then free to run on many.
 */
#include "eval/eval.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "eval/plan.h"

_Static_assert((int)LD_FATE_REFUSED == (int)LD_FALSE && (int)LD_FATE_UNDECIDED == (int)LD_UNKNOWN &&
		       (int)LD_FATE_ELIGIBLE == (int)LD_TRUE,
	"fate is the least answer");

struct run {
	const struct ld_programme *p;
	const struct ld_frame *f;
	struct ld_outcomes *o;
	struct ld_node *rules;         /* [p->nrules] */
	struct ld_points_plan *scores; /* [p->nscores] */
};

enum ld_truth ld_rule_answer(const struct ld_rule *r, enum ld_truth raw)
{
	if (raw != LD_UNKNOWN || r->missing == LD_MISSING_CHECK)
		return raw;
	return r->missing == LD_MISSING_REFUSE ? LD_FALSE : LD_TRUE;
}

static void apply_rule(
	const struct ld_rule *rule, const uint8_t *restrict raw, uint8_t *restrict fate, size_t n)
{
	uint8_t answers[3], answer[LD_BLOCK];
	if (rule->missing == LD_MISSING_CHECK) {
		ld_bytes_min(fate, raw, n);
		return;
	}
	for (int t = 0; t < 3; t++)
		answers[t] = (uint8_t)ld_rule_answer(rule, (enum ld_truth)t);
	for (size_t i = 0; i < n; i++)
		answer[i] = answers[raw[i]];
	ld_bytes_min(fate, answer, n);
}

/* Who cannot be placed for want of a group is undecided at best. */
static void apply_groups(const struct run *run, size_t start, uint8_t *fate, size_t n)
{
	for (size_t g = 0; g < run->o->ngroups; g++) {
		const struct ld_column *c = &run->f->cols[run->o->groups[g]];
		for (size_t i = 0; run->o->groups[g] && i < n; i++)
			if (fate[i] == LD_FATE_ELIGIBLE && ld_column_blank(c, start + i))
				fate[i] = LD_FATE_UNDECIDED;
	}
}

static void run_block(void *ctx, size_t start, size_t n)
{
	const struct run *run = ctx;
	struct ld_outcomes *o = run->o;
	memset(o->fate + start, LD_FATE_ELIGIBLE, n);
	for (size_t r = 0; r < run->p->nrules; r++) {
		ld_node_run(&run->rules[r], start, n, o->rules[r] + start);
		apply_rule(&run->p->rules[r], o->rules[r] + start, o->fate + start, n);
	}
	apply_groups(run, start, o->fate + start, n);
	for (size_t s = 0; s < run->p->nscores; s++)
		ld_points_run(
			&run->scores[s], start, n, o->score_low + start, o->score_high + start);
}

/* Refusal and failures are known last: what they change in fates and scores. */
static void settle(struct ld_outcomes *o)
{
	for (size_t i = 0; i < o->nfailures; i++)
		o->fate[o->failures[i].row] = LD_FATE_UNDECIDED;
	for (size_t r = 0; r < o->nrows; r++)
		if (o->fate[r] == LD_FATE_REFUSED)
			o->score_low[r] = o->score_high[r] = 0;
}

static int prepare(struct ld_work *w, struct run *run)
{
	const struct ld_programme *p = w->p;
	int64_t lo = 0, hi = 0;
	int rc = 0;
	run->rules = ld_arena_array(w->arena, p->nrules, sizeof *run->rules);
	run->scores = ld_arena_array(w->arena, p->nscores, sizeof *run->scores);
	if (!run->rules || !run->scores)
		return ld_nomem(w->err);
	for (size_t r = 0; !rc && r < p->nrules; r++)
		rc = ld_node_make(w, p->rules[r].when, &run->rules[r]);
	for (size_t s = 0; !rc && s < p->nscores; s++) {
		rc = ld_points_make(w, &p->scores[s], &run->scores[s]);
		/* each is bounded, so that no worker's sum can pass 64 bits */
		ld_assert(rc || (__builtin_add_overflow(lo,
					 run->scores[s].lo < 0 ? run->scores[s].lo : 0, &lo) == 0 &&
					__builtin_add_overflow(hi,
						run->scores[s].hi > 0 ? run->scores[s].hi : 0,
						&hi) == 0));
	}
	return rc;
}

/* Functions of the funders' `only` are called here too, so that their failures count. */
static int call_only(struct ld_work *w)
{
	struct ld_node node;
	int rc = 0;
	for (size_t i = 0; !rc && i < w->p->nfunders; i++)
		if (w->p->funders[i].only)
			rc = ld_node_make(w, w->p->funders[i].only, &node);
	return rc;
}

static int make_groups(struct ld_outcomes *o, const struct ld_programme *p)
{
	bool *marks = calloc(p->fields.len + 1, sizeof *marks);
	o->groups = ld_arena_array(&o->arena, p->fields.len, sizeof *o->groups);
	if (!marks || !o->groups) {
		free(marks);
		return LINDUNG_E_NOMEM;
	}
	ld_programme_groups(p, marks);
	for (size_t i = 0; i < p->fields.len; i++)
		if (marks[i])
			o->groups[o->ngroups++] = (int)i;
	free(marks);
	return 0;
}

static int outcomes_new(const struct ld_programme *p, size_t nrows, struct ld_outcomes **ret)
{
	struct ld_outcomes *o = calloc(1, sizeof *o);
	if (!o)
		return LINDUNG_E_NOMEM;
	o->nrows = nrows;
	o->ncalled = p->nfuncs;
	o->called = calloc(p->nfuncs + 1, sizeof *o->called);
	o->rules = ld_arena_array(&o->arena, p->nrules, sizeof *o->rules);
	o->fate = ld_arena_alloc(&o->arena, nrows);
	o->score_low = ld_arena_array(&o->arena, nrows, sizeof *o->score_low);
	o->score_high = ld_arena_array(&o->arena, nrows, sizeof *o->score_high);
	o->score = o->score_low;
	bool ok = o->called && o->rules && o->fate && o->score_low && o->score_high &&
		  make_groups(o, p) == 0;
	for (size_t r = 0; ok && r < p->nrules; r++)
		ok = (o->rules[r] = ld_arena_alloc(&o->arena, nrows)) != NULL;
	if (!ok) {
		ld_outcomes_free(o);
		return LINDUNG_E_NOMEM;
	}
	*ret = o;
	return 0;
}

/* Only the states are asked for later, by ld_eval_missing. */
static void trim_called(struct ld_outcomes *o)
{
	for (size_t i = 0; i < o->ncalled; i++) {
		uint8_t *state = o->called[i].state;
		o->called[i].state = NULL;
		ld_called_fini(&o->called[i]);
		o->called[i].state = state;
	}
}

int ld_eval(const struct ld_programme *p, struct ld_frame *f, const struct ld_calls *calls,
	unsigned jobs, struct ld_outcomes **ret, struct lindung_error *err)
{
	LD_CLEANUP(ld_arena_fini) struct ld_arena scratch = {0};
	struct ld_outcomes *o = NULL;
	if (outcomes_new(p, f->nrows, &o))
		return ld_nomem(err);
	struct ld_work w = {p, f, calls, o->called, &scratch, &o->texts, jobs ? jobs : 1, err};
	struct run run = {.p = p, .f = f, .o = o};
	int rc = ld_derive(&w, f);
	if (!rc)
		rc = prepare(&w, &run);
	if (!rc)
		rc = call_only(&w);
	if (!rc) {
		ld_rows_run(f->nrows, w.jobs, run_block, &run);
		rc = ld_failures_find(&w, o);
	}
	if (rc) {
		ld_outcomes_free(o);
		return rc;
	}
	settle(o);
	trim_called(o);
	*ret = o;
	return 0;
}

void ld_outcomes_free(struct ld_outcomes *o)
{
	if (!o)
		return;
	for (size_t i = 0; o->called && i < o->ncalled; i++)
		ld_called_fini(&o->called[i]);
	free(o->called);
	free(o->failures);
	ld_map_fini(&o->texts);
	ld_arena_fini(&o->arena);
	free(o);
}

static void mark_failed(
	struct ld_work *w, const struct ld_cond *cond, const uint8_t *out, uint8_t *failed)
{
	struct ld_walk walk = {.p = w->p, .f = w->f, .called = w->called};
	memset(failed, 0, w->f->nrows);
	if (!ld_fallible(w, cond))
		return;
	for (walk.row = 0; walk.row < w->f->nrows; walk.row++)
		failed[walk.row] = out[walk.row] == LD_UNKNOWN && ld_walk_failed(&walk, cond);
}

int ld_eval_cond(const struct ld_programme *p, const struct ld_frame *f, const struct ld_cond *cond,
	const struct ld_calls *calls, uint8_t *out, uint8_t *failed, struct lindung_error *err)
{
	LD_CLEANUP(ld_arena_fini) struct ld_arena scratch = {0};
	LD_CLEANUP(ld_map_fini) struct ld_map texts = {0};
	struct ld_called *called = calloc(p->nfuncs + 1, sizeof *called);
	struct ld_work w = {p, f, calls, called, &scratch, &texts, 1, err};
	struct ld_node node;
	int rc = called ? ld_node_make(&w, cond, &node) : ld_nomem(err);
	for (size_t at = 0; !rc && at < f->nrows; at += LD_BLOCK)
		ld_node_run(
			&node, at, f->nrows - at < LD_BLOCK ? f->nrows - at : LD_BLOCK, out + at);
	if (!rc && failed)
		mark_failed(&w, cond, out, failed);
	for (size_t i = 0; called && i < p->nfuncs; i++)
		ld_called_fini(&called[i]);
	free(called);
	return rc;
}
