/*
 * A programme over a frame: derived columns, then every rule and score block by block, then the
 * failures. Truth and fate are numbered alike, so a worker's fate is the least of the rules'
 * answers. Functions are called here, on the calling thread, before any block runs: a script knows
 * one thread only, and the blocks are then free to run on many.
 */
#if defined(__GNUC__) && !defined(__clang__) && defined(__OPTIMIZE__)
#pragma GCC optimize("O3") /* as in kernel.c */
#endif

#include "eval/eval.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/error.h"
#include "base/limits.h"
#include "eval/plan.h"

_Static_assert((int)LD_FATE_REFUSED == (int)LD_FALSE && (int)LD_FATE_UNDECIDED == (int)LD_UNKNOWN &&
		       (int)LD_FATE_ELIGIBLE == (int)LD_TRUE,
	"fate is the least answer");

struct run {
	const struct ld_programme *p;
	const struct ld_frame *f;
	struct ld_outcomes *o;
	struct ld_points_plan *scores; /* [p->nscores] */
	int64_t lo, hi;                /* what the points of a worker could sum up to */
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

/* Sums of a block into a score column, 0 for the refused. */
#define STORE_LOOP(type)                                                                           \
	for (size_t i = 0; i < n; i++)                                                             \
		((type *)c->data)[start + i] =                                                     \
			(type)((uint64_t)(fate && fate[i] == LD_FATE_REFUSED ? 0 : sums[i]) - (uint64_t)c->base)

static void store(struct ld_column *c, size_t start, size_t n, const int64_t *restrict sums,
	const uint8_t *restrict fate)
{
	if (c->size == 1) {
		STORE_LOOP(uint8_t);
	} else if (c->size == 2) {
		STORE_LOOP(uint16_t);
	} else if (c->size == 4) {
		STORE_LOOP(uint32_t);
	} else {
		STORE_LOOP(uint64_t);
	}
}

/* fate NULL: nobody is refused. */
static void score_block(const struct run *run, size_t start, size_t n, const uint8_t *fate)
{
	int64_t low[LD_BLOCK] = {0}, high[LD_BLOCK] = {0};
	int32_t a[LD_BLOCK], b[LD_BLOCK];
	for (size_t s = 0; s < run->p->nscores; s++) {
		ld_points_run(&run->scores[s], start, n, a, b);
		for (size_t i = 0; i < n; i++) {
			low[i] += a[i];
			high[i] += b[i];
		}
	}
	store(&run->o->low, start, n, low, fate);
	store(&run->o->high, start, n, high, fate);
}

static void run_block(void *ctx, size_t start, size_t n)
{
	const struct run *run = ctx;
	struct ld_outcomes *o = run->o;
	uint8_t *fate = o->fate + start, answers[LD_BLOCK];
	memset(fate, LD_FATE_ELIGIBLE, n);
	for (size_t r = 0; r < run->p->nrules; r++) {
		uint8_t *out = o->rules ? o->rules[r] + start : answers;
		ld_node_run(&o->nodes[r], start, n, out);
		apply_rule(&run->p->rules[r], out, fate, n);
	}
	apply_groups(run, start, fate, n);
	score_block(run, start, n, fate);
}

/* Whoever a rule refuses although another failed on them is undecided, and has points. */
static void settle(const struct run *run)
{
	struct ld_outcomes *o = run->o;
	for (size_t i = 0; i < o->nfailures; i++) {
		uint32_t row = o->failures[i].row;
		o->fate[row] = LD_FATE_UNDECIDED;
		if (!i || o->failures[i - 1].row != row)
			score_block(run, row, 1, NULL);
	}
}

static int prepare(struct ld_work *w, struct run *run)
{
	const struct ld_programme *p = w->p;
	int rc = 0;
	run->o->nodes = ld_arena_array(w->arena, p->nrules, sizeof *run->o->nodes);
	run->scores = ld_arena_array(w->arena, p->nscores, sizeof *run->scores);
	if (!run->o->nodes || !run->scores)
		return ld_nomem(w->err);
	for (size_t r = 0; !rc && r < p->nrules; r++)
		rc = ld_node_make(w, p->rules[r].when, &run->o->nodes[r]);
	for (size_t s = 0; !rc && s < p->nscores; s++) {
		rc = ld_points_make(w, &p->scores[s], &run->scores[s]);
		/* each is bounded, and so many fit 64 bits by far */
		ld_assert(rc || p->nscores <= LD_MAX_RULES);
		run->lo += !rc && run->scores[s].lo < 0 ? run->scores[s].lo : 0;
		run->hi += !rc && run->scores[s].hi > 0 ? run->scores[s].hi : 0;
	}
	return rc;
}

static int make_scores(struct ld_work *w, const struct run *run)
{
	const struct ld_field points = {.type = LD_INTEGER, .has_lo = true, .has_hi = true,
		.lo = {.kind = LD_I64, .i = run->lo}, .hi = {.kind = LD_I64, .i = run->hi}};
	struct ld_outcomes *o = run->o;
	return ld_column_init(&o->low, &points, o->nrows) || ld_column_init(&o->high, &points, o->nrows)
		? ld_nomem(w->err)
		: 0;
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

/* A page of the machine at a time, so many fresh bytes cost more than the rules themselves; large
 * pages, where there are some, cost little. */
static bool keep_rules(struct ld_outcomes *o)
{
	enum { PAGE = 4096, LARGE = 4 << 20 };
	size_t n = o->nrules * o->nrows;
	o->rules = ld_arena_array(&o->arena, o->nrules, sizeof *o->rules);
	o->kept = o->rules ? malloc(n + 1) : NULL;
	if (!o->kept)
		return false;
	for (size_t r = 0; r < o->nrules; r++)
		o->rules[r] = o->kept + r * o->nrows;
	size_t skip = PAGE - (uintptr_t)o->kept % PAGE;
	if (n > LARGE)
		(void)madvise(o->kept + skip, (n - skip) / PAGE * PAGE, MADV_HUGEPAGE);
	return true;
}

static int outcomes_new(const struct ld_programme *p, size_t nrows, bool keep, struct ld_outcomes **ret)
{
	struct ld_outcomes *o = calloc(1, sizeof *o);
	if (!o)
		return LINDUNG_E_NOMEM;
	o->nrows = nrows;
	o->nrules = p->nrules;
	o->ncalled = p->nfuncs;
	o->called = calloc(p->nfuncs + 1, sizeof *o->called);
	o->fate = ld_arena_alloc(&o->arena, nrows);
	bool ok = o->called && o->fate && make_groups(o, p) == 0 && (!keep || keep_rules(o));
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

static int eval(const struct ld_programme *p, struct ld_frame *f, const struct ld_calls *calls,
	unsigned jobs, bool keep, struct ld_outcomes **ret, struct lindung_error *err)
{
	LD_CLEANUP(ld_arena_fini) struct ld_arena scratch = {0};
	struct ld_outcomes *o = NULL;
	if (outcomes_new(p, f->nrows, keep, &o))
		return ld_nomem(err);
	struct ld_work w = {p, f, calls, o->called, &scratch, &o->texts, jobs ? jobs : 1, err};
	struct run run = {.p = p, .f = f, .o = o};
	int rc = ld_derive(&w, f);
	w.arena = &o->arena;
	if (!rc)
		rc = prepare(&w, &run);
	if (!rc)
		rc = call_only(&w);
	if (!rc)
		rc = make_scores(&w, &run);
	if (!rc) {
		ld_rows_run(f->nrows, w.jobs, run_block, &run);
		rc = ld_failures_find(&w, o);
	}
	if (rc) {
		ld_outcomes_free(o);
		return rc;
	}
	settle(&run);
	trim_called(o);
	*ret = o;
	return 0;
}

int ld_eval(const struct ld_programme *p, struct ld_frame *f, const struct ld_calls *calls,
	unsigned jobs, struct ld_outcomes **ret, struct lindung_error *err)
{
	return eval(p, f, calls, jobs, true, ret, err);
}

int ld_eval_lean(const struct ld_programme *p, struct ld_frame *f, const struct ld_calls *calls,
	unsigned jobs, struct ld_outcomes **ret, struct lindung_error *err)
{
	return eval(p, f, calls, jobs, false, ret, err);
}

void ld_outcomes_rule(
	const struct ld_outcomes *o, size_t rule, size_t start, size_t n, uint8_t *out)
{
	ld_assert(rule < o->nrules && n <= LD_BLOCK && start + n <= o->nrows);
	if (o->rules)
		memcpy(out, o->rules[rule] + start, n);
	else
		ld_node_run(&o->nodes[rule], start, n, out);
}

void ld_outcomes_free(struct ld_outcomes *o)
{
	if (!o)
		return;
	for (size_t i = 0; o->called && i < o->ncalled; i++)
		ld_called_fini(&o->called[i]);
	free(o->called);
	free(o->failures);
	free(o->kept);
	ld_column_fini(&o->low);
	ld_column_fini(&o->high);
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
