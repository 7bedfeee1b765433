/*
 * One function over all workers: called once per distinct tuple of the fields it reads, in batches,
 * and its answers laid out as columns. An answer of a kind the engine cannot use is a failure like
 * a raised error: nothing a script hands back is trusted. Messages of failures are kept once each,
 * because a million workers often fail alike. A function that ran into its limit LD_MAX_STOPPED
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

/* One group's answer into what is kept of it: its state and points or value. */
static int take(struct ld_work *w, struct ld_called *c, const struct ld_func *fn, uint32_t group,
	const struct ld_answer *a, uint8_t *ret_state, int32_t *ret_points)
{
	const char *why = a->kind == LD_ANSWER_ERROR ? NULL : answer_fault(w, fn, &a->value);
	*ret_state = LD_TRUE;
	*ret_points = 0;
	if (c->stopped == LD_MAX_STOPPED) {
		*ret_state = LD_FAILED;
		return add_fault(w, c, group, fn, LINDUNG_E_INSTRUCTIONS,
			"ran too long: stopped after " DECIMAL(LD_MAX_STOPPED) " workers", NULL, 0);
	}
	if (a->kind == LD_ANSWER_ERROR || why) {
		*ret_state = LD_FAILED;
		c->failed = true;
		c->stopped += a->kind == LD_ANSWER_ERROR && a->code == LINDUNG_E_INSTRUCTIONS;
		if (why)
			return add_fault(w, c, group, fn, LINDUNG_E_RULE, why, NULL, 0);
		return add_fault(w, c, group, fn, a->code, a->message, a->file, a->line);
	}
	if (fn->kind == LD_FUNC_COND)
		*ret_state = a->value.i ? LD_TRUE : LD_FALSE;
	else if (fn->kind == LD_FUNC_POINTS)
		*ret_points = (int32_t)a->value.i;
	else
		c->values[group] = a->value;
	return 0;
}

/* It did not end, or it ended its process: no answer of it counts, on any worker, and the one on whom it was stopped is
 * named. */
static int end(struct ld_work *w, struct ld_called *c, const struct ld_func *fn, uint32_t group, const struct ld_answer *a)
{
	char whole[LD_NIK + 1] = "", nik[LD_NIK + 1], said[300];
	memcpy(whole, w->f->nik[c->groups.first[group]], LD_NIK);
	snprintf(said, sizeof said, "%.200s on worker %s", a->message, ld_nik_mask(whole, nik));
	c->ended = c->failed = true;
	c->end = (struct ld_fault){group, a->code, fn->place.line, keep_text(w, said), keep_text(w, fn->place.file)};
	return c->end.message && (c->end.file || !fn->place.file) ? 0 : ld_nomem(w->err);
}

struct batch {
	struct ld_value *args;
	struct ld_answer *answers;
	uint8_t *state;  /* [groups] */
	int32_t *points; /* [groups] */
};

static int call_batch(
	struct ld_work *w, struct ld_called *c, int func, size_t at, size_t n, struct batch *b)
{
	const struct ld_func *fn = &w->p->funcs[func];
	/* Values of fields live on in the arena of the work; of the others only a failure's text is
	 * kept. */
	LD_CLEANUP(ld_arena_fini) struct ld_arena scratch = {0};
	bool calling = c->stopped < LD_MAX_STOPPED;
	for (size_t i = 0; calling && i < n; i++)
		for (size_t k = 0; k < fn->nreads; k++)
			b->args[i * fn->nreads + k] =
				ld_frame_get(w->f, (size_t)fn->reads[k], c->groups.first[at + i]);
	memset(b->answers, 0, n * sizeof *b->answers);
	int rc = 0;
	if (calling)
		rc = w->calls->call(w->calls->ctx, func, b->args, n, b->answers,
			fn->kind == LD_FUNC_FIELD ? w->arena : &scratch, w->err);
	for (size_t i = 0; rc >= 0 && i < n; i++)
		if (b->answers[i].kind == LD_ANSWER_STOPPED)
			return end(w, c, fn, (uint32_t)(at + i), &b->answers[i]);
	for (size_t i = 0; rc >= 0 && i < n; i++)
		rc = take(w, c, fn, (uint32_t)(at + i), &b->answers[i], &b->state[at + i],
			&b->points[at + i]);
	return rc < 0 ? rc : 0;
}

static int call_groups(struct ld_work *w, struct ld_called *c, int func, struct batch *b)
{
	const struct ld_func *fn = &w->p->funcs[func];
	size_t len = c->groups.len, most = len < MOST_BATCH ? len : MOST_BATCH, batch = FIRST_BATCH, n;
	b->args = calloc(most * fn->nreads + 1, sizeof *b->args);
	b->answers = calloc(most + 1, sizeof *b->answers);
	b->state = calloc(len + 1, 1);
	b->points = calloc(len + 1, sizeof *b->points);
	if (fn->kind == LD_FUNC_FIELD)
		c->values = calloc(len + 1, sizeof *c->values);
	if (!b->args || !b->answers || !b->state || !b->points ||
		(fn->kind == LD_FUNC_FIELD && !c->values))
		return ld_nomem(w->err);
	for (size_t at = 0; at < len && !c->ended; at += n) {
		n = len - at < batch ? len - at : batch;
		int rc = call_batch(w, c, func, at, n, b);
		if (rc)
			return rc;
		batch = c->stopped ? FIRST_BATCH : batch < MOST_BATCH ? 2 * batch : batch;
	}
	if (c->ended)
		memset(b->state, LD_FAILED, len);
	return 0;
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
	const struct batch *b; /* whose state of no group is LD_UNKNOWN */
};

static void spread_block(void *ctx, size_t start, size_t n)
{
	const struct spread *s = ctx;
	struct ld_called *c = s->c;
	uint32_t of[LD_BLOCK], none = (uint32_t)c->groups.len;
	ld_groups_block(&c->groups, start, n, of);
	for (size_t i = 0; i < n; i++) {
		uint32_t g = of[i] < none ? of[i] : none;
		c->state[start + i] = s->b->state[g];
	}
	for (size_t i = 0; c->points && i < n; i++)
		c->points[start + i] = s->b->points[of[i] < none ? of[i] : none];
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

static int spread(struct ld_work *w, struct ld_called *c, const struct ld_func *fn, struct batch *b)
{
	size_t n = w->f->nrows ? w->f->nrows : 1;
	struct spread s = {c, b};
	c->state = malloc(n);
	if (fn->kind == LD_FUNC_POINTS)
		c->points = calloc(n, sizeof *c->points);
	if (!c->state || (fn->kind == LD_FUNC_POINTS && !c->points))
		return ld_nomem(w->err);
	b->state[c->groups.len] = LD_UNKNOWN;
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
	struct batch b = {0};
	if (c->state)
		return 0;
	if (!w->calls || !w->calls->call)
		return ld_fail(
			w->err, LINDUNG_E_INTERNAL, "function of '%s' without a script", fn->owner);
	if (ld_groups_init(&c->groups, w->f, fn->reads, fn->nreads, fn->blanks, only))
		return ld_nomem(w->err);
	int rc = call_groups(w, c, func, &b);
	if (!rc)
		rc = spread(w, c, fn, &b);
	free(b.args);
	free(b.answers);
	free(b.state);
	free(b.points);
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
