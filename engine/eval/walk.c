/*
 * One worker's answers by walking the condition's tree over plain values: for explanations, for the
 * fields to look up, and as the oracle of the kernels, with which it shares only the test of one
 * known value. An unknown answer hangs on exactly the unknown leaves that are reached through
 * unknown nodes: a false guard beside a leaf cuts it off.
 */
#include <string.h>

#include "base/error.h"
#include "eval/plan.h"

static bool in_set(const struct ld_cond *c, const struct ld_value *v)
{
	size_t lo = 0, hi = c->nset;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		int order = ld_value_cmp(&c->set[mid], v);
		if (!order)
			return true;
		if (order < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return false;
}

static bool in_range(const struct ld_cond *c, const struct ld_value *v)
{
	int lo = c->has_lo ? ld_value_cmp(v, &c->lo) : 1,
	    hi = c->has_hi ? ld_value_cmp(v, &c->hi) : -1;
	return (lo > 0 || (lo == 0 && !c->lo_open)) && (hi < 0 || (hi == 0 && !c->hi_open));
}

bool ld_leaf_test(const struct ld_cond *leaf, const struct ld_value *v)
{
	const struct ld_value *want = leaf->set;
	switch (leaf->kind) {
	case LD_COND_EQUAL:
		return ld_value_cmp(v, want) == 0;
	case LD_COND_ONE_OF:
		return in_set(leaf, v);
	case LD_COND_NONE_OF:
		return !in_set(leaf, v);
	case LD_COND_RANGE:
		return in_range(leaf, v);
	case LD_COND_STARTS_WITH:
		return v->len >= want->len && memcmp(v->s, want->s, want->len) == 0;
	case LD_COND_CONTAINS:
		return memmem(v->s, v->len, want->s, want->len) != NULL;
	default:
		ld_assert(!"a test of one known value");
		return false;
	}
}

static bool is_broken(const struct ld_walk *w, int field)
{
	const uint8_t *broken = w->f->cols[field].broken;
	return broken && broken[w->row];
}

static bool is_blank(const struct ld_walk *w, int field)
{
	return field && ld_column_blank(&w->f->cols[field], w->row);
}

static enum ld_truth walk_leaf(const struct ld_walk *w, const struct ld_cond *c)
{
	if (is_broken(w, c->field))
		return LD_UNKNOWN;
	bool blank = is_blank(w, c->field);
	if (c->kind == LD_COND_KNOWN || c->kind == LD_COND_MISSING)
		return blank == (c->kind == LD_COND_MISSING) ? LD_TRUE : LD_FALSE;
	if (blank)
		return LD_UNKNOWN;
	struct ld_value v = ld_frame_get(w->f, (size_t)c->field, w->row);
	return ld_leaf_test(c, &v) ? LD_TRUE : LD_FALSE;
}

/* Call the function for this one row, by the same rules as for all of them. */
static uint8_t call_one(struct ld_walk *w, int func, int64_t *ret_points)
{
	const struct ld_func *fn = &w->p->funcs[func];
	struct ld_value *args = ld_arena_array(w->arena, fn->nreads, sizeof *args);
	struct ld_answer a = {0};
	bool blank = false;
	if (!args)
		w->rc = ld_nomem(w->err);
	for (size_t i = 0; !w->rc && i < fn->nreads; i++) {
		if (is_broken(w, fn->reads[i]))
			return LD_FAILED;
		args[i] = ld_frame_get(w->f, (size_t)fn->reads[i], w->row);
		blank |= args[i].kind == LD_MISSING;
	}
	if (w->rc || (blank && !fn->blanks))
		return LD_UNKNOWN;
	if (!w->calls || !w->calls->call) {
		w->rc = ld_fail(
			w->err, LINDUNG_E_INTERNAL, "function of '%s' without a script", fn->owner);
		return LD_UNKNOWN;
	}
	int rc = w->calls->call(w->calls->ctx, func, args, 1, &a, w->arena, w->err);
	if (rc < 0) {
		w->rc = rc;
		return LD_UNKNOWN;
	}
	if (a.kind != LD_ANSWER_VALUE || a.value.kind != LD_I64)
		return LD_FAILED;
	if (fn->kind == LD_FUNC_COND)
		return a.value.i == 1 ? LD_TRUE : a.value.i == 0 ? LD_FALSE : LD_FAILED;
	if (a.value.i < fn->lo || a.value.i > fn->hi)
		return LD_FAILED;
	*ret_points = a.value.i;
	return LD_TRUE;
}

uint8_t ld_walk_func(struct ld_walk *w, int func, int64_t *ret_points)
{
	*ret_points = 0;
	if (!w->called)
		return w->rc ? LD_UNKNOWN : call_one(w, func, ret_points);
	const struct ld_called *c = &w->called[func];
	if (!c->state)
		return LD_UNKNOWN;
	if (c->points)
		*ret_points = c->points[w->row];
	return c->state[w->row];
}

static enum ld_truth walk_at_least(struct ld_walk *w, const struct ld_cond *c)
{
	int yes = 0, maybe = 0;
	for (size_t i = 0; i < c->nkids; i++) {
		enum ld_truth t = ld_walk_cond(w, c->kids[i]);
		yes += t == LD_TRUE;
		maybe += t != LD_FALSE;
	}
	return yes >= c->n ? LD_TRUE : maybe >= c->n ? LD_UNKNOWN : LD_FALSE;
}

/* Every kid (end = false) or some kid (end = true): the answer `end` of one kid settles it. */
static enum ld_truth walk_many(struct ld_walk *w, const struct ld_cond *c, enum ld_truth end)
{
	enum ld_truth all = end == LD_FALSE ? LD_TRUE : LD_FALSE;
	for (size_t i = 0; i < c->nkids; i++) {
		enum ld_truth t = ld_walk_cond(w, c->kids[i]);
		if (t == end)
			return end;
		if (t == LD_UNKNOWN)
			all = LD_UNKNOWN;
	}
	return all;
}

enum ld_truth ld_walk_cond(struct ld_walk *w, const struct ld_cond *cond)
{
	int64_t points;
	uint8_t state;
	switch (cond->kind) {
	case LD_COND_ALL:
		return walk_many(w, cond, LD_FALSE);
	case LD_COND_ANY:
		return walk_many(w, cond, LD_TRUE);
	case LD_COND_NOT:
		return (enum ld_truth)(2 - ld_walk_cond(w, cond->kids[0]));
	case LD_COND_AT_LEAST_OF:
		return walk_at_least(w, cond);
	case LD_COND_FUNC:
		state = ld_walk_func(w, cond->func, &points);
		return state == LD_FAILED ? LD_UNKNOWN : (enum ld_truth)state;
	default:
		return walk_leaf(w, cond);
	}
}

/* In an unknown node a leaf is unknown exactly where it reads a blank or broken cell, so no value
 * is tested here. */
static bool leaf_unknown(struct ld_walk *w, const struct ld_cond *c)
{
	if (c->kind == LD_COND_KNOWN || c->kind == LD_COND_MISSING)
		return is_broken(w, c->field);
	return is_blank(w, c->field);
}

void ld_walk_hangs(struct ld_walk *w, const struct ld_cond *cond,
	void (*leaf)(void *ctx, const struct ld_cond *leaf), void *ctx)
{
	if (!cond->nkids) {
		leaf(ctx, cond);
		return;
	}
	for (size_t i = 0; i < cond->nkids; i++) {
		const struct ld_cond *kid = cond->kids[i];
		bool plain =
			!kid->nkids && kid->kind > LD_COND_AT_LEAST_OF && kid->kind != LD_COND_FUNC;
		if (plain ? leaf_unknown(w, kid) : ld_walk_cond(w, kid) == LD_UNKNOWN)
			ld_walk_hangs(w, kid, leaf, ctx);
	}
}

struct seek {
	struct ld_walk *w;
	bool found;
};

static void seek_failure(void *ctx, const struct ld_cond *leaf)
{
	struct seek *s = ctx;
	int64_t points;
	if (leaf->kind == LD_COND_FUNC)
		s->found |= ld_walk_func(s->w, leaf->func, &points) == LD_FAILED;
	else
		s->found |= is_broken(s->w, leaf->field);
}

bool ld_walk_failed(struct ld_walk *w, const struct ld_cond *cond)
{
	struct seek s = {w, false};
	ld_walk_hangs(w, cond, seek_failure, &s);
	return s.found;
}
