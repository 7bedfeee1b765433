/*
 * One function over all workers: called once per distinct tuple of the fields it reads, in batches,
 * and its answers laid out as columns. An answer of a kind the engine cannot use is a failure like
 * a raised error: nothing a script hands back is trusted. Messages of failures are kept once each,
 * because a million workers often fail alike. While one batch is called the rows of the next are
 * looked at (where the calls can do so). A function that ran into its limit LD_MAX_STOPPED
 * times is not called any more: groups are numbered by first sight, so which ones is no accident.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/limits.h"
#include "eval/plan.h"

enum { FIRST_BATCH = 128, MOST_BATCH = 4096 }; /* tuples handed over at once: more while none of them runs too long */
#define TEXT(n) #n
#define DECIMAL(n) TEXT(n)

/* Why an answer cannot be used, or NULL. */
static const char *answer_fault(
	const struct ld_work *w, const struct ld_func *fn, const struct ld_value *v)
{
	struct ld_field any;
	switch (fn->kind) {
	case LD_FUNC_COND:
		return v->kind == LD_I64 && (v->i == 0 || v->i == 1)
			       ? NULL
			       : "returned neither true nor false";
	case LD_FUNC_POINTS:
		if (v->kind != LD_I64)
			return "returned no whole number";
		return v->i < fn->lo || v->i > fn->hi ? "returned points outside its declared range"
						      : NULL;
	case LD_FUNC_FIELD:
		any = w->p->fields.items[fn->field];
		any.has_lo = any.has_hi = false; /* declared ranges are of given values */
		return ld_field_check(&any, v, NULL)
			       ? "returned a value that does not fit the field"
			       : NULL;
	}
	return "has no kind";
}

static const char *keep_text(struct ld_work *w, const char *s)
{
	uint32_t at = s ? ld_map_add(w->texts, s, strlen(s)) : LD_MAP_NONE;
	return at == LD_MAP_NONE ? NULL : w->texts->keys[at].text;
}

static int add_fault(struct ld_work *w, struct ld_called *c, uint32_t group,
	const struct ld_func *fn, int code, const char *message, const char *file, int line)
{
	if (c->nfaults == c->cap) {
		size_t cap = c->cap ? c->cap * 2 : 16;
		struct ld_fault *faults = realloc(c->faults, cap * sizeof *faults);
		if (!faults)
			return ld_nomem(w->err);
		c->faults = faults;
		c->cap = cap;
	}
	const char *place = file ? file : fn->place.file;
	struct ld_fault fault = {group, code, file ? line : fn->place.line,
		keep_text(w, message ? message : "failed"), keep_text(w, place)};
	if (!fault.message || (place && !fault.file))
		return ld_nomem(w->err);
	c->faults[c->nfaults++] = fault;
	return 0;
}

/* A function on its way over all groups. */
struct feeding {
	struct ld_work *w;
	struct ld_called *c;
	int func;
	const struct ld_func *fn;
	struct ld_feed feed;
	struct ld_arena scratch; /* strings of a batch's answers: of a failure's only the text is kept */
	struct ld_value *args;   /* [MOST_BATCH][nreads] */
	uint8_t *state;          /* [cap] of each group answered, like points */
	int32_t *points;
	size_t cap;
	size_t given, taken; /* groups */
	size_t batch;
};

/* One group's answer into what is kept of it: its state and points or value. */
static int take_one(struct feeding *f, uint32_t group, const struct ld_answer *a)
{
	struct ld_called *c = f->c;
	const char *why = a->kind == LD_ANSWER_ERROR ? NULL : answer_fault(f->w, f->fn, &a->value);
	f->state[group] = LD_TRUE;
	f->points[group] = 0;
	if (c->stopped == LD_MAX_STOPPED) {
		f->state[group] = LD_FAILED;
		return add_fault(f->w, c, group, f->fn, LINDUNG_E_INSTRUCTIONS,
			"ran too long: stopped after " DECIMAL(LD_MAX_STOPPED) " workers", NULL, 0);
	}
	if (a->kind == LD_ANSWER_ERROR || why) {
		f->state[group] = LD_FAILED;
		c->failed = true;
		c->stopped += a->kind == LD_ANSWER_ERROR && a->code == LINDUNG_E_INSTRUCTIONS;
		if (why)
			return add_fault(f->w, c, group, f->fn, LINDUNG_E_RULE, why, NULL, 0);
		return add_fault(f->w, c, group, f->fn, a->code, a->message, a->file, a->line);
	}
	if (f->fn->kind == LD_FUNC_COND)
		f->state[group] = a->value.i ? LD_TRUE : LD_FALSE;
	else if (f->fn->kind == LD_FUNC_POINTS)
		f->points[group] = (int32_t)a->value.i;
	else
		c->values[group] = a->value;
	return 0;
}

/* It did not end, or it ended its process: no answer of it counts, on any worker, and the one on whom it was stopped is
 * named. */
static int end(struct feeding *f, uint32_t group, const struct ld_answer *a)
{
	struct ld_called *c = f->c;
	char whole[LD_NIK + 1] = "", nik[LD_NIK + 1], said[300];
	memcpy(whole, f->w->f->nik[c->groups.first[group]], LD_NIK);
	snprintf(said, sizeof said, "%.200s on worker %s", a->message, ld_nik_mask(whole, nik));
	c->ended = c->failed = true;
	c->end = (struct ld_fault){group, a->code, f->fn->place.line, keep_text(f->w, said), keep_text(f->w, f->fn->place.file)};
	return c->end.message && (c->end.file || !f->fn->place.file) ? 0 : ld_nomem(f->w->err);
}

/* Room for what so many groups answer, and for the state of no group behind them. */
static int make_room(struct feeding *f, size_t groups)
{
	struct ld_called *c = f->c;
	size_t cap = f->cap ? f->cap : FIRST_BATCH;
	while (cap <= groups)
		cap *= 2;
	if (cap == f->cap)
		return 0;
	uint8_t *state = realloc(f->state, cap);
	f->state = state ? state : f->state;
	int32_t *points = realloc(f->points, cap * sizeof *points);
	f->points = points ? points : f->points;
	struct ld_value *values = f->fn->kind == LD_FUNC_FIELD ? realloc(c->values, cap * sizeof *values) : NULL;
	c->values = values ? values : c->values;
	if (!state || !points || (f->fn->kind == LD_FUNC_FIELD && !values))
		return ld_nomem(f->w->err);
	f->cap = cap;
	return 0;
}

static int next(void *ctx, const struct ld_value **ret_args, size_t *ret_n)
{
	struct feeding *f = ctx;
	struct ld_groups *g = &f->c->groups;
	size_t n = 0, nreads = f->fn->nreads;
	if (f->c->stopped < LD_MAX_STOPPED) {
		if (ld_groups_find(g, f->given + f->batch))
			return ld_nomem(f->w->err);
		n = g->len - f->given < f->batch ? g->len - f->given : f->batch;
	}
	for (size_t k = 0; k < nreads; k++)
		for (size_t i = 0; i < n; i++)
			f->args[i * nreads + k] = ld_frame_get(f->w->f, (size_t)f->fn->reads[k], g->first[f->given + i]);
	f->given += n;
	f->batch = f->c->stopped ? FIRST_BATCH : f->batch < MOST_BATCH ? 2 * f->batch : f->batch;
	*ret_args = f->args;
	*ret_n = n;
	return make_room(f, f->given);
}

static int take(void *ctx, size_t n)
{
	struct feeding *f = ctx;
	int rc = 0;
	for (size_t i = 0; !f->c->ended && !rc && i < n; i++)
		if (f->feed.answers[i].kind == LD_ANSWER_STOPPED)
			rc = end(f, (uint32_t)(f->taken + i), &f->feed.answers[i]);
	for (size_t i = 0; !f->c->ended && !rc && i < n; i++)
		rc = take_one(f, (uint32_t)(f->taken + i), &f->feed.answers[i]);
	f->taken += n;
	ld_arena_fini(&f->scratch);
	return rc;
}

/* A batch after the other, each answered before the next is made. */
static int call_each(struct feeding *f)
{
	const struct ld_calls *calls = f->w->calls;
	const struct ld_value *args;
	size_t n;
	int rc = 0;
	while (!f->c->ended && (rc = next(f, &args, &n)) >= 0 && n) {
		memset(f->feed.answers, 0, n * sizeof *f->feed.answers);
		rc = calls->call(calls->ctx, f->func, args, n, f->feed.answers, f->feed.arena, f->w->err);
		if (rc >= 0)
			rc = take(f, n);
		if (rc < 0)
			break;
	}
	return rc;
}

/* What is left over, all of it alike: nobody asked the function any more. */
static int finish(struct feeding *f)
{
	static const struct ld_answer none = {0};
	struct ld_groups *g = &f->c->groups;
	if (ld_groups_find(g, SIZE_MAX))
		return ld_nomem(f->w->err);
	int rc = make_room(f, g->len);
	if (!rc && f->c->ended)
		memset(f->state, LD_FAILED, g->len);
	for (; !rc && !f->c->ended && f->taken < g->len; f->taken++)
		rc = take_one(f, (uint32_t)f->taken, &none);
	return rc;
}

static int call_groups(struct feeding *f)
{
	const struct ld_calls *calls = f->w->calls;
	f->args = malloc((MOST_BATCH * f->fn->nreads + 1) * sizeof *f->args);
	f->feed = (struct ld_feed){.ctx = f, .next = next, .take = take, .answers = malloc(MOST_BATCH * sizeof *f->feed.answers),
		.arena = f->fn->kind == LD_FUNC_FIELD ? f->w->arena : &f->scratch}; /* values of fields live on */
	if (!f->args || !f->feed.answers)
		return ld_nomem(f->w->err);
	int rc = calls->call_all ? calls->call_all(calls->ctx, f->func, &f->feed, f->w->err) : call_each(f);
	return rc < 0 ? rc : finish(f);
}

/* A row that is in no group has a blank or broken cell (or does not need the function). */
static bool reads_broken(const struct ld_frame *f, const struct ld_func *fn, size_t row)
{
	for (size_t k = 0; k < fn->nreads; k++) {
		const uint8_t *broken = f->cols[fn->reads[k]].broken;
		if (broken && broken[row])
			return true;
	}
	return false;
}

struct spread {
	struct ld_called *c;
	const struct feeding *f; /* whose state of no group is LD_UNKNOWN */
};

static void spread_block(void *ctx, size_t start, size_t n)
{
	const struct spread *s = ctx;
	struct ld_called *c = s->c;
	uint32_t of[LD_BLOCK], none = (uint32_t)c->groups.len;
	ld_groups_block(&c->groups, start, n, of);
	for (size_t i = 0; i < n; i++) {
		uint32_t g = of[i] < none ? of[i] : none;
		c->state[start + i] = s->f->state[g];
	}
	for (size_t i = 0; c->points && i < n; i++)
		c->points[start + i] = s->f->points[of[i] < none ? of[i] : none];
}

static void spread_broken(const struct ld_frame *f, struct ld_called *c, const struct ld_func *fn)
{
	bool broken = false;
	for (size_t k = 0; k < fn->nreads; k++)
		broken |= f->cols[fn->reads[k]].broken != NULL;
	for (size_t r = 0; broken && r < f->nrows; r++)
		if (ld_group_of(&c->groups, r) == LD_NO_GROUP && reads_broken(f, fn, r)) {
			c->state[r] = LD_FAILED;
			c->failed = true;
		}
}

static int spread(struct ld_work *w, struct ld_called *c, const struct ld_func *fn, struct feeding *f)
{
	size_t n = w->f->nrows ? w->f->nrows : 1;
	struct spread s = {c, f};
	c->state = malloc(n);
	if (fn->kind == LD_FUNC_POINTS)
		c->points = calloc(n, sizeof *c->points);
	if (!c->state || (fn->kind == LD_FUNC_POINTS && !c->points))
		return ld_nomem(w->err);
	f->state[c->groups.len] = LD_UNKNOWN;
	f->points[c->groups.len] = 0;
	ld_rows_run(w->f->nrows, w->jobs, spread_block, &s);
	spread_broken(w->f, c, fn);
	if (!c->failed && fn->kind != LD_FUNC_FIELD)
		ld_groups_fini(&c->groups);
	return 0;
}

int ld_called_make(struct ld_work *w, int func, const uint8_t *only)
{
	const struct ld_func *fn = &w->p->funcs[func];
	struct ld_called *c = &w->called[func];
	struct feeding f = {.w = w, .c = c, .func = func, .fn = fn, .batch = FIRST_BATCH};
	if (c->state)
		return 0;
	if (!w->calls || !w->calls->call)
		return ld_fail(
			w->err, LINDUNG_E_INTERNAL, "function of '%s' without a script", fn->owner);
	if (ld_groups_init(&c->groups, w->f, fn->reads, fn->nreads, fn->blanks, only))
		return ld_nomem(w->err);
	int rc = call_groups(&f);
	if (rc >= 0)
		rc = spread(w, c, fn, &f);
	free(f.args);
	free(f.feed.answers);
	free(f.state);
	free(f.points);
	ld_arena_fini(&f.scratch);
	return rc;
}

const struct ld_fault *ld_called_fault(const struct ld_called *c, size_t row)
{
	uint32_t g = ld_group_of(&c->groups, row);
	if (c->ended && g != LD_NO_GROUP)
		return &c->end;
	size_t lo = 0, hi = c->nfaults;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		if (c->faults[mid].group == g)
			return &c->faults[mid];
		if (c->faults[mid].group < g)
			lo = mid + 1;
		else
			hi = mid;
	}
	return NULL;
}

void ld_called_fini(struct ld_called *c)
{
	free(c->state);
	free(c->points);
	free(c->values);
	free(c->faults);
	ld_groups_fini(&c->groups);
	*c = (struct ld_called){0};
}
